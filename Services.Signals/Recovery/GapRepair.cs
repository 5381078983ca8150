using System.Collections.Concurrent;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Signals.Grading;
using BtcWatcher.Services.Signals.Model;
using BtcWatcher.Services.Signals.Recording;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Signals.Recovery;

/// <summary>
/// FreqTrade sends a webhook at most once. After this service was away, after an instance's start, and after a message
/// that was answered 503, the instance is read, and what is missing is recorded as recovered. What is there already
/// has the same business key and stays one row.
/// </summary>
internal sealed class GapRepair(
    InstanceRecovery instance, InstanceReader reader, StrategyDirectory strategies, IServiceScopeFactory scopes,
    IOptions<SignalsOptions> options, TimeProvider clock, ILogger<GapRepair> logger) : BackgroundService
{
    private const int MaxAttempts = 60;
    private static readonly TimeSpan RejectedReach = TimeSpan.FromMinutes(30);
    private readonly ConcurrentDictionary<int, Gap> _gaps = new();

    /// <summary>A message of the strategy was not accepted just now.</summary>
    public void Request(int strategyId) => Request(strategyId, clock.GetUtcNow() - RejectedReach);

    /// <summary>
    /// Asks for everything since the last candle signal that came in before a moment; nothing when none ever did.
    /// </summary>
    public async Task RequestSinceLastSeenAsync(int strategyId, DateTimeOffset before, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SignalsDbContext>();
        var last = await db.Signals.AsNoTracking()
            .Where(row => row.StrategyId == strategyId && row.Kind == SignalKind.Signal && row.ReceivedAt < before)
            .OrderByDescending(row => row.EventTime).Select(row => row.CandleTime).FirstOrDefaultAsync(ct);
        if (last is { } since)
        {
            Request(strategyId, since);
        }
    }

    /// <summary>Reads an instance at once, before it is ended for good.</summary>
    /// <returns>False when something may be missing still; it is tried again as every gap.</returns>
    /// <exception cref="HttpRequestException">The supervisor does not tell whether the instance can be read.</exception>
    public async Task<bool> RepairNowAsync(int strategyId, CancellationToken ct)
    {
        if (await reader.FindAsync(strategyId, ct) is not null)
        {
            await RequestSinceLastSeenAsync(strategyId, clock.GetUtcNow(), ct);
            if (_gaps.TryGetValue(strategyId, out var gap)) await TryRepairAsync(strategyId, gap, ct);
        }

        return !_gaps.ContainsKey(strategyId);
    }

    /// <summary>Notes, before the first webhook comes in, from where each strategy has to be read again.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var strategyId in strategies.Ids)
        {
            await RequestSinceLastSeenAsync(strategyId, clock.GetUtcNow(), cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RepairInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await Parallel.ForEachAsync(
                _gaps, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = stoppingToken },
                async (gap, ct) => await TryRepairAsync(gap.Key, gap.Value, ct));
        }
    }

    private void Request(int strategyId, DateTimeOffset since) => _gaps.AddOrUpdate(
        strategyId, new Gap(since, 0), (_, known) => new Gap(since < known.Since ? since : known.Since, 0));

    private async Task TryRepairAsync(int strategyId, Gap gap, CancellationToken ct)
    {
        try
        {
            var recovery = await instance.RunAsync(strategyId, gap.Since, ct);
            SignalMetrics.Recovered.Add(recovery.Added);
            Log.GapRepaired(logger, strategyId, recovery.Added, recovery.Known);
            // Unless it was asked for again in the meantime.
            _gaps.TryRemove(KeyValuePair.Create(strategyId, gap));
        }
        catch (Exception fault) when (
            fault is HttpRequestException or System.Text.Json.JsonException or TimeoutException
            || (fault is OperationCanceledException && !ct.IsCancellationRequested))
        {
            TryLater(strategyId, gap, fault.Message);
        }
    }

    private void TryLater(int strategyId, Gap gap, string fault)
    {
        if (gap.Attempts + 1 < MaxAttempts)
        {
            Log.GapNotRepairedYet(logger, strategyId, gap.Attempts + 1, fault);
            _gaps.TryUpdate(strategyId, gap with { Attempts = gap.Attempts + 1 }, gap);
        }
        else if (_gaps.TryRemove(KeyValuePair.Create(strategyId, gap)))
        {
            Log.GapLeftOpen(logger, strategyId, gap.Since, fault);
        }
    }

    private sealed record Gap(DateTimeOffset Since, int Attempts);
}
