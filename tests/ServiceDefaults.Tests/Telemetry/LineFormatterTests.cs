using BtcWatcher.ServiceDefaults.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BtcWatcher.ServiceDefaults.Tests.Telemetry;

public sealed class LineFormatterTests
{
    [Fact]
    public void Line_OfARequest_EndsWithItsCorrelationId()
    {
        var scopes = new LoggerExternalScopeProvider();
        using var framework = scopes.Push(new Dictionary<string, object> { ["RequestPath"] = "/webhook/1/secret" });
        using var correlation = scopes.Push(new CorrelationScope("ticket-4711"));

        Assert.Matches(
            @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warn: A\.B\[7\] one two System\..*three \(ticket-4711\)\n$",
            Write(scopes, "one\ntwo", new InvalidOperationException("three")));
    }

    [Fact]
    public void Line_OutsideOfRequests_HasNone() =>
        Assert.EndsWith("warn: A.B[7] text\n", Write(new LoggerExternalScopeProvider(), "text", fault: null));

    private static string Write(IExternalScopeProvider scopes, string text, Exception? fault)
    {
        using var writer = new StringWriter();
        new LineFormatter(TimeProvider.System).Write(
            new LogEntry<string>(LogLevel.Warning, "A.B", new(7), text, fault, (state, _) => state), scopes, writer);
        return writer.ToString();
    }
}
