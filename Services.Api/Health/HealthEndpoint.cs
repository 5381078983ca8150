using System.Text.Json.Nodes;
using BtcWatcher.Services.Api.Strategies;

namespace BtcWatcher.Services.Api.Health;

/// <summary>The original's GET /health, for anybody: which parts answer, and nothing else.</summary>
/// <param name="Status">healthy, or degraded when a part does not answer.</param>
/// <param name="Architecture">multi_instance</param>
/// <param name="Services">Each part, and whether it answers.</param>
/// <param name="Gateway">What the gateway says of itself; null when it does not answer.</param>
internal sealed record SystemHealth(
    string Status, string Architecture, IReadOnlyDictionary<string, bool> Services, JsonObject? Gateway);

internal static class HealthEndpoint
{
    public static void MapSystemHealth(this IEndpointRouteBuilder routes) => routes
        .MapGet("/health", async (ServicesHealth health, CancellationToken ct) =>
            TypedResults.Ok(await health.ReadAsync(ct)))
        .AllowAnonymous().WithTags("Health").WithName("Health");
}

/// <summary>Asks the other services at most every few seconds, however often anybody asks here.</summary>
internal sealed class ServicesHealth(Neighbours neighbours, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private static readonly (string Shown, string Service)[] Parts =
    [
        ("freqtrade_manager", "supervisor"),
        ("api_gateway", "gateway"),
        ("monitoring_service", "monitoring"),
        ("signal_service", "signals"),
        ("notification_service", "notifications"),
    ];

    private readonly SemaphoreSlim _asking = new(1);
    private SystemHealth? _known;
    private long _askedAt;

    public async Task<SystemHealth> ReadAsync(CancellationToken ct)
    {
        await _asking.WaitAsync(ct);
        try
        {
            if (_known is null || clock.GetElapsedTime(_askedAt) > Fresh)
            {
                _known = await AskAsync(ct);
                _askedAt = clock.GetTimestamp();
            }

            return _known;
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose() => _asking.Dispose();

    private async Task<SystemHealth> AskAsync(CancellationToken ct)
    {
        var gateway = neighbours.AskAsync(Neighbours.Gateway, HttpMethod.Get, "/api/gateway/health", null, ct);
        var answers = await Task.WhenAll(Parts.Select(async part => (
            part.Shown,
            (await neighbours.AskAsync(part.Service, HttpMethod.Get, "/health/live", null, ct)).IsSuccess)));
        return new(
            answers.All(answer => answer.IsSuccess) ? "healthy" : "degraded", "multi_instance",
            answers.ToDictionary(answer => answer.Shown, answer => answer.IsSuccess),
            await gateway is { IsSuccess: true, Body: JsonObject said } ? said : null);
    }
}
