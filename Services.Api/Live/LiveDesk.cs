using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Api.Live;

/// <summary>Opens a client's subscriptions at the place where it left off.</summary>
internal sealed class LiveDesk(
    LiveHub hub, LiveStream stream, SignalFollower signals, LogTails logs, IOptions<LiveOptions> options)
{
    public SignalFollower Signals => signals;

    public LogTails Logs => logs;

    public LiveOptions Options => options.Value;

    /// <returns>The subscription, and whether what was after the client's position is lost.</returns>
    public async Task<(LiveSubscription Subscription, bool IsLost)> OpenAsync(
        LiveWish wish, LiveSubscription? present, CancellationToken ct)
    {
        if (wish.After is null && present is not null) return (present.With(wish.Filter), false);

        var log = hub.Log(wish.Topic);
        // Read first: what comes in between is then after it.
        var (next, head) = log.Now;
        var fresh = new LiveSubscription(log, wish.Filter, next, head);
        if (wish.After is not { } after) return (fresh, false);

        fresh.CatchingUp = true;
        if (fresh.TryEnter(after)) return (fresh, false);
        await RefreshAsync(wish.Topic, ct);
        if (fresh.TryEnter(after)) return (fresh, false);
        if (wish.Topic == LiveTopic.Signals && after < log.Head && log.Head?.Major - after.Major <= Options.MaxReplay)
        {
            fresh.Replay = after;
            return (fresh, false);
        }

        fresh.Skip();
        return (fresh, true);
    }

    // Another process may have shown the client what this one has not heard of yet.
    private Task RefreshAsync(LiveTopic topic, CancellationToken ct) => topic switch
    {
        LiveTopic.Signals => signals.RefreshAsync(ct),
        LiveTopic.Logs => Task.CompletedTask,
        _ => stream.RefreshAsync(topic, ct),
    };
}
