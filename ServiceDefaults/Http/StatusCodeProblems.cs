using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.ServiceDefaults.Http;

/// <summary>Gives a body to answers that the framework leaves empty.</summary>
internal static class StatusCodeProblems
{
    public static async Task WriteAsync(StatusCodeContext context)
    {
        var http = context.HttpContext;
        var status = http.Response.StatusCode;
        await http.RequestServices.GetRequiredService<IProblemDetailsService>().TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = http,
            ProblemDetails = new ProblemDetails
            {
                Status = status,
                Type = Problems.Prefix + "http:" + status,
                Title = ReasonPhrases.GetReasonPhrase(status),
                Detail = Detail(status),
            },
        });
    }

    private static string? Detail(int status) => status switch
    {
        StatusCodes.Status401Unauthorized =>
            "Send a valid access token as 'Authorization: Bearer ...'; log in at /api/v1/auth/login.",
        StatusCodes.Status403Forbidden => "Your role does not allow this.",
        StatusCodes.Status404NotFound => "There is nothing at this address.",
        StatusCodes.Status405MethodNotAllowed => "The address exists, but not with this method.",
        StatusCodes.Status415UnsupportedMediaType => "Send the body as application/json.",
        _ => null,
    };
}
