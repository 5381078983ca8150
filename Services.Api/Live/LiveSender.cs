using System.Net.WebSockets;

namespace BtcWatcher.Services.Api.Live;

/// <summary>What one client has subscribed to, and how it gets it. Used by its sending loop only.</summary>
internal sealed class LiveSender(WebSocket socket, LiveDesk desk) : IDisposable
{
    private const int ReplayPage = 200;
    private readonly List<LiveEntry> _batch = [];
    private LiveSubscription?[] _subscriptions = new LiveSubscription?[LiveTopics.All.Count];
    private LogVisit? _logs;

    /// <summary>True when much has been written to a log since this client last looked.</summary>
    public bool IsBehind => Array.Exists(
        Volatile.Read(ref _subscriptions), one => one is not null && one.Behind > desk.Options.LogLength / 4);

    public LiveSubscription? Find(LiveTopic topic) => Volatile.Read(ref _subscriptions)[(int)topic];

    public void Dispose() => _logs?.Dispose();

    /// <summary>Does what the client asked; null: it said something that is no command.</summary>
    public async Task AnswerAsync(LiveCommand? command, CancellationToken ct)
    {
        if (command?.Wishes is not { } wishes)
        {
            await SendAsync(LiveMessages.Error(LiveCommand.Expected), ct);
            return;
        }

        var next = new LiveSubscription?[LiveTopics.All.Count];
        var lost = new List<LiveSubscription>();
        foreach (var wish in wishes)
        {
            var one = await desk.OpenAsync(wish, Find(wish.Topic), ct);
            next[(int)wish.Topic] = one.Subscription;
            if (one.IsLost) lost.Add(one.Subscription);
        }

        Visit(wishes.FirstOrDefault(wish => wish.Topic == LiveTopic.Logs), next);
        Volatile.Write(ref _subscriptions, next);
        await SendAsync(LiveMessages.Subscribed([.. next.OfType<LiveSubscription>()]), ct);
        foreach (var one in lost) await SendAsync(LiveMessages.Resync(one.Topic, one.Passed), ct);
        foreach (var line in _logs?.TakeTail() ?? []) await SendAsync(line.Message, ct);
    }

    /// <summary>Sends what is there.</summary>
    /// <returns>True when there is more than was sent now.</returns>
    public async Task<bool> PumpAsync(CancellationToken ct)
    {
        var (more, missed) = (false, new List<LiveMissed>());
        _batch.Clear();
        foreach (var one in _subscriptions)
        {
            if (one is null) continue;
            if (one.Replay is { } after) await ReplayAsync(one, after, ct);
            else if (one.Take(_batch, desk.Options.QueueLength) is { } left) missed.Add(left);
            more |= one.CatchingUp;
        }

        foreach (var entry in _batch) await SendAsync(entry.Message, ct);
        if (missed.Count > 0) await SendAsync(LiveMessages.Summary(missed), ct);
        return more;
    }

    public async Task SendAsync(byte[] message, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(desk.Options.SendTimeout);
        await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, timeout.Token);
    }

    private async Task ReplayAsync(LiveSubscription one, LivePosition after, CancellationToken ct)
    {
        if (await desk.Signals.ReadAsync(after.Major, ReplayPage, ct) is not { } page)
        {
            one.Skip();
            await SendAsync(LiveMessages.Resync(one.Topic, one.Passed), ct);
            return;
        }

        foreach (var signal in page.Select(LiveFeed.Entry).Where(one.Filter.Matches))
        {
            await SendAsync(signal.Message, ct);
        }

        var last = page.Count == 0 ? after : new(page[^1].Position);
        one.Replay = last;
        if (!one.TryEnter(last) && page.Count == 0) one.Enter(last);
    }

    private void Visit(LiveWish? wish, LiveSubscription?[] next)
    {
        _logs?.Dispose();
        _logs = wish?.Filter.StrategyIds is { } ids ? desk.Logs.Visit(ids) : null;
        if (_logs is not null) next[(int)LiveTopic.Logs] = new(_logs.Log, wish!.Filter, _logs.Next, passed: null);
    }
}
