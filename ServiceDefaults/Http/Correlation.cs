using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BtcWatcher.ServiceDefaults.Http;

/// <summary>
/// One name for everything that a request causes: in the answer, in each log line of it, and in the requests to other
/// services. The caller may choose it, else it is the trace's id.
/// </summary>
public static class Correlation
{
    public const string Header = "X-Correlation-Id";
    private const int Longest = 64;
    private static readonly AsyncLocal<string?> Present = new();

    /// <summary>That of the request being served; null outside of any.</summary>
    public static string? Current => Present.Value;

    /// <summary>Comes first, so that every answer has it. A second use does nothing.</summary>
    public static void UseCorrelation(this WebApplication app)
    {
        var logger = app.Services.GetService(typeof(ILogger<CorrelationScope>)) as ILogger;
        app.Use((context, next) => Current is null ? ServeAsync(context, next, logger!) : next(context));
    }

    private static async Task ServeAsync(HttpContext context, RequestDelegate next, ILogger logger)
    {
        var id = Chosen(context.Request.Headers[Header]) ?? Activity.Current?.TraceId.ToString()
            ?? context.TraceIdentifier;
        // Forwarded with the request; and nothing that was not looked at.
        context.Request.Headers[Header] = id;
        // Late: an exception handler clears what was set before.
        context.Response.OnStarting(
            static state =>
            {
                var (response, value) = ((HttpResponse, string))state;
                response.Headers[Header] = value;
                return Task.CompletedTask;
            },
            (context.Response, id));
        Present.Value = id;
        using (logger.BeginScope(new CorrelationScope(id))) await next(context);
    }

    private static string? Chosen(string? text) => text is { Length: > 0 and <= Longest }
        && text.All(one => char.IsAsciiLetterOrDigit(one) || one is '-' or '_' or '.') ? text : null;
}

/// <summary>Marks the log lines of a request.</summary>
internal sealed record CorrelationScope(string Id)
{
    public override string ToString() => Id;
}

/// <summary>Takes the name along to the next service.</summary>
internal sealed class CorrelationHandler : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Correlation.Current is { } id) request.Headers.TryAddWithoutValidation(Correlation.Header, id);
        return base.SendAsync(request, cancellationToken);
    }
}
