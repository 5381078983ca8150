using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Messaging;
using BtcWatcher.Services.Notifications.Deciding;
using BtcWatcher.Services.Notifications.Delivering;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Notifications.Following;

/// <summary>
/// Reads the signals from the last position, at the start and each minute. Events are faster and carry the trace; this
/// finds what a broker lost. The position is stored together with the decisions.
/// </summary>
internal sealed class SignalFollower(
    IServiceScopeFactory scopes, IHttpClientFactory clients, DeliveryWake wake,
    IOptionsMonitor<NotificationsOptions> options, TimeProvider clock, ILogger<SignalFollower> logger)
        : BackgroundService
{
    private const int PageSize = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await RoundAsync(stoppingToken);
            await Task.Delay(options.CurrentValue.FollowInterval, clock, stoppingToken);
        }
    }

    private async Task RoundAsync(CancellationToken ct)
    {
        var position = 0L;
        try
        {
            position = await PositionAsync(ct);
            while (await PageAsync(position, ct) is { } next) position = next;
        }
        catch (Exception fault) when (
            (fault is HttpRequestException || TransientFaults.Is(fault)) && !ct.IsCancellationRequested)
        {
            Log.FollowDelayed(logger, position, fault.Message);
        }
    }

    private async Task<long> PositionAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
        return await db.Marks.Where(mark => mark.Name == Mark.SignalsPosition).Select(mark => mark.Value)
            .FirstOrDefaultAsync(ct);
    }

    /// <summary>Handles one page; the position to go on from, or null when there is no more for now.</summary>
    private async Task<long?> PageAsync(long position, CancellationToken ct)
    {
        using var client = clients.CreateClient("signals");
        var page = await client.GetFromJsonAsync<SignalPage>(
            $"/internal/signals?after_position={position}&limit={PageSize}", MessageJson.Options, ct);
        var ripe = clock.GetUtcNow() - options.CurrentValue.FollowDistance;
        var signals = page!.Items.TakeWhile(signal => signal.ReceivedAt <= ripe).ToList();
        if (signals.Count == 0) return null;

        var next = signals[^1].Position;
        var added = await DecideAsync(signals, next, ct);
        if (added > 0) Log.Followed(logger, signals.Count, position, added);
        return signals.Count == page.Items.Count && next > position ? next : null;
    }

    private async Task<int> DecideAsync(List<Signal> signals, long position, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var decider = scope.ServiceProvider.GetRequiredService<Decider>();
        var added = await decider.AddAsync([.. signals.Select(SignalOccasion.Of)], ct);
        await db.SaveChangesAsync(ct);
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO marks (name, value) VALUES ({Mark.SignalsPosition}, {position})
            ON CONFLICT (name) DO UPDATE SET value = greatest(marks.value, excluded.value)
            """, ct);
        await transaction.CommitAsync(ct);
        if (added > 0) wake.Set();
        return added;
    }

    /// <summary>Answer of GET /internal/signals of the signals service, in the order of positions.</summary>
    private sealed record SignalPage(IReadOnlyList<Signal> Items);
}
