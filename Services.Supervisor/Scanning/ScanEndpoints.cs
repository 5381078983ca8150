using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Supervisor.FreqTradeConfig;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Supervisor.Scanning;

/// <summary>What the api asks before a strategy runs: which classes the code holds, what is wrong with it.</summary>
internal static class ScanEndpoints
{
    public static void MapScan(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/internal").RequireAuthorization(Policies.Service).WithTags("Scan");
        group.MapPost("/scan", ScanAsync).WithName("ScanCode");
        group.MapPost("/config-check", Check).WithName("CheckConfig");
    }

    private static async Task<Results<Ok<ScanResult>, ProblemHttpResult>> ScanAsync(
        ScanRequest request, HttpResponse response, StrategyScan scan, CancellationToken ct)
    {
        try
        {
            if (await scan.RunAsync(request.Files, ct) is { } result) return TypedResults.Ok(result);
            response.Headers.RetryAfter = "30";
            return Problems.Of(503, "scan:busy", "Other code is being scanned", "Try again in half a minute.");
        }
        catch (InvalidDataException outside)
        {
            return Problems.Of(400, "scan:outside", "A file lies outside its folder", outside.Message);
        }
    }

    private static Ok<IEnumerable<ConfigFinding>> Check(StrategyDefinition definition, ConfigWriter configs) =>
        TypedResults.Ok(configs.Violations(definition)
            .Select(found => new ConfigFinding { Path = found.Path, Message = found.Message }));
}
