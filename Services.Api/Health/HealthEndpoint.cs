using BtcWatcher.Services.Api.Strategies;

namespace BtcWatcher.Services.Api.Health;

/// <summary>The original's GET /health, for anybody: which parts answer, and nothing else.</summary>
internal sealed record SystemHealth(string Status, string Architecture, IReadOnlyDictionary<string, bool> Services);

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
        var answers = await Task.WhenAll(Parts.Select(async part => (
            part.Shown,
            (await neighbours.AskAsync(part.Service, HttpMethod.Get, "/health/live", null, ct)).IsSuccess)));
        return new(
            answers.All(answer => answer.IsSuccess) ? "healthy" : "degraded", "multi_instance",
            answers.ToDictionary(answer => answer.Shown, answer => answer.IsSuccess));
    }
}
