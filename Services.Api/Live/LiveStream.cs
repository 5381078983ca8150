using System.Threading.Channels;
using BtcWatcher.ServiceDefaults.Messaging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace BtcWatcher.Services.Api.Live;

/// <summary>An event that has no position yet.</summary>
/// <param name="Key">The same in every process of the api that tells of it: only the first one counts.</param>
/// <param name="Tags">What it can be chosen by.</param>
/// <param name="Data">Its JSON.</param>
internal sealed record LiveDraft(string Key, LiveTags Tags, byte[] Data);

/// <summary>
/// Gives events their positions: every process of the api hears of each one and offers it to the topic's stream in
/// Redis, which takes it once; all processes then read it back in the same order. Without Redis an event is shown at
/// once, without a position: then a client that was away must read again what it shows.
/// </summary>
internal sealed class LiveStream(
    LiveHub hub, LiveRedis redis, IOptions<LiveOptions> options, TimeProvider clock, ILogger<LiveStream> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private readonly Channel<(LiveTopic Topic, IReadOnlyList<LiveDraft> Drafts)> _waiting =
        Channel.CreateBounded<(LiveTopic, IReadOnlyList<LiveDraft>)>(
            new BoundedChannelOptions(1000) { SingleReader = true });

    private readonly Dictionary<LiveTopic, LivePosition> _read = [];
    private readonly Queue<string> _shownAlone = [];
    private readonly SemaphoreSlim _turn = new(1);
    private long _failedAt;

    public ValueTask PublishAsync(LiveTopic topic, IReadOnlyList<LiveDraft> drafts, CancellationToken ct) =>
        drafts.Count == 0 ? default : _waiting.Writer.WriteAsync((topic, drafts), ct);

    /// <summary>Reads what other processes have put into the stream and this one has not heard of yet.</summary>
    public Task RefreshAsync(LiveTopic topic, CancellationToken ct) => OfferAsync(topic, [], ct);

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var topic in LiveTopics.All.Where(IsStreamed)) await OfferAsync(topic, [], stoppingToken);
        await foreach (var (topic, drafts) in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            await OfferAsync(topic, drafts, stoppingToken);
        }
    }

    private static bool IsStreamed(LiveTopic topic) => topic is not (LiveTopic.Signals or LiveTopic.Logs);

    private async Task OfferAsync(LiveTopic topic, IReadOnlyList<LiveDraft> drafts, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            var fresh = IsDown() ? null : await TryAsync(topic, drafts, ct);
            if (fresh is not null) Show(topic, drafts, fresh);
            else ShowAlone(topic, drafts);
        }
        finally
        {
            _turn.Release();
        }
    }

    private bool IsDown() => _failedAt != 0 && clock.GetElapsedTime(_failedAt) < Pause;

    private async Task<IReadOnlyList<StreamItem>?> TryAsync(
        LiveTopic topic, IReadOnlyList<LiveDraft> drafts, CancellationToken ct)
    {
        try
        {
            LivePosition? last = _read.TryGetValue(topic, out var seen) ? seen : null;
            var fresh = await redis.ExchangeAsync(topic, drafts, last, options.Value.LogLength, ct);
            if (fresh is not null && _failedAt != 0) Log.LivePositionsBack(logger);
            if (fresh is not null) _failedAt = 0;
            return fresh;
        }
        catch (Exception fault) when (
            (fault is RedisException || TransientFaults.Is(fault)) && !ct.IsCancellationRequested)
        {
            if (_failedAt == 0) Log.LivePositionsMissing(logger, fault.Message);
            _failedAt = clock.GetTimestamp();
            return null;
        }
    }

    private void Show(LiveTopic topic, IReadOnlyList<LiveDraft> drafts, IReadOnlyList<StreamItem> items)
    {
        if (items.Count == 0) return;
        var log = hub.Log(topic);
        var isFirst = !_read.ContainsKey(topic);
        // The stream's oldest is all that is left: what was before it is not known.
        if (isFirst || items.Count >= options.Value.LogLength) log.Begin(items[0].Position);
        // Browsers that are here already, because Redis came late, must not see old events as new ones.
        if (isFirst && hub.Count > 0)
        {
            var mine = drafts.Select(draft => draft.Key).ToHashSet();
            var old = items.TakeWhile(item => !mine.Contains(item.Key)).ToList();
            if (old.Count > 0) log.Begin(old[^1].Position);
            items = [.. items.Skip(old.Count)];
            _read[topic] = old.Count > 0 ? old[^1].Position : default;
        }

        foreach (var item in items)
        {
            if (item.Data is null || _shownAlone.Contains(item.Key)) log.Pass(item.Position);
            else hub.Publish(new(topic, item.Position, item.Tags, LiveMessages.Event(topic, item.Data, item.Position)));
        }

        if (items.Count > 0) _read[topic] = items[^1].Position;
    }

    private void ShowAlone(LiveTopic topic, IReadOnlyList<LiveDraft> drafts)
    {
        foreach (var draft in drafts)
        {
            _shownAlone.Enqueue(draft.Key);
            if (_shownAlone.Count > options.Value.LogLength) _shownAlone.Dequeue();
            hub.Publish(new(topic, null, draft.Tags, LiveMessages.Event(topic, draft.Data, null)));
        }
    }
}
