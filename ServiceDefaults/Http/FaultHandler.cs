using System.Diagnostics;
using System.Text.Json;
using BtcWatcher.ServiceDefaults.Messaging;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BtcWatcher.ServiceDefaults.Http;

/// <summary>Turns what an endpoint throws into a problem: bad input 4xx, a transient fault 503, the rest 500.</summary>
internal sealed class FaultHandler(IProblemDetailsService problems, ILogger<FaultHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        var problem = Describe(exception);
        if (problem.Status == StatusCodes.Status500InternalServerError)
        {
            Log.RequestFailed(logger, exception, Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier);
        }
        else if (problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "5";
            Log.DependencyUnavailable(logger, exception.Message);
        }

        context.Response.StatusCode = problem.Status!.Value;
        return await problems.TryWriteAsync(new() { HttpContext = context, ProblemDetails = problem });
    }

    private static ProblemDetails Describe(Exception exception) => exception switch
    {
        BadHttpRequestException { InnerException: JsonException json } => Malformed(json),
        BadHttpRequestException bad => Of(
            bad.StatusCode, "http:" + bad.StatusCode, ReasonPhrases.GetReasonPhrase(bad.StatusCode), bad.Message),
        _ when IsBadData(exception) => Of(
            400, "http:bad_data", "A value cannot be stored",
            "A text holds the character U+0000, or a number is out of range."),
        _ when TransientFaults.Is(exception) => Of(
            503, "http:unavailable", "Temporarily unavailable",
            "Something that this depends on does not answer. Nothing was changed; try again."),
        _ => Of(500, "http:fault", "A fault of ours", "It has been logged with the trace id of this answer."),
    };

    private static ProblemDetails Malformed(JsonException json)
    {
        if (UnknownField.In(json) is not { } field)
        {
            return Of(400, "http:400", "Bad Request", $"The body is not what is expected: {json.Message}");
        }

        var problem = Of(400, "http:unknown_field", "Unknown field", $"{field}: {UnknownField.WhatToDo}");
        problem.Extensions["errors"] = new Dictionary<string, string> { [field] = UnknownField.WhatToDo };
        return problem;
    }

    // SQLSTATE class 22, data exception: the last net under the endpoints' own checks.
    private static bool IsBadData(Exception exception) =>
        (exception as PostgresException ?? exception.InnerException as PostgresException)
            ?.SqlState.StartsWith("22", StringComparison.Ordinal) is true;

    private static ProblemDetails Of(int status, string type, string title, string detail) =>
        new() { Status = status, Type = Problems.Prefix + type, Title = title, Detail = detail };
}
