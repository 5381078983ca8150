using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Messaging;
using BtcWatcher.Services.Api.Strategies;

namespace BtcWatcher.Services.Api.Live;

/// <summary>
/// Follows the logs that somebody looks at, each once in this process however many look. Log lines have no positions:
/// whoever comes (back) first gets the newest lines, then those to come.
/// </summary>
internal sealed class LogTails(
    LiveHub hub, IHttpClientFactory clients, IHostApplicationLifetime host, ILogger<LogTails> logger)
{
    private const int Tail = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);
    private readonly Lock _changing = new();
    private readonly Dictionary<int, LogTail> _followed = [];

    public LogVisit Visit(IReadOnlySet<int> strategies)
    {
        lock (_changing)
        {
            var known = new List<LiveEntry>();
            foreach (var id in strategies)
            {
                if (!_followed.TryGetValue(id, out var tail))
                {
                    _followed[id] = tail = new(id, CancellationTokenSource.CreateLinkedTokenSource(
                        host.ApplicationStopping));
                    _ = FollowAsync(tail);
                }

                tail.Visitors++;
                known.AddRange(tail.Newest);
            }

            return new(hub.Log(LiveTopic.Logs), known, () => Leave(strategies));
        }
    }

    private void Leave(IReadOnlySet<int> strategies)
    {
        lock (_changing)
        {
            foreach (var id in strategies)
            {
                if (--_followed[id].Visitors > 0) continue;
                _followed[id].Ends.Cancel();
                _followed[id].Ends.Dispose();
                _followed.Remove(id);
            }
        }
    }

    private async Task FollowAsync(LogTail tail)
    {
        // Taken now: the source goes when nobody looks any more.
        var ct = tail.Ends.Token;
        await Task.Yield();
        try
        {
            while (true)
            {
                await ReadAsync(tail, ct);
                await Task.Delay(Pause, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Nobody looks any more.
        }
    }

    private async Task ReadAsync(LogTail tail, CancellationToken ct)
    {
        try
        {
            using var client = clients.CreateClient(Neighbours.Supervisor);
            client.Timeout = Timeout.InfiniteTimeSpan;
            using var answer = await client.GetAsync(
                $"/internal/instances/{tail.StrategyId}/logs/stream?limit={Tail}",
                HttpCompletionOption.ResponseHeadersRead, ct);
            // What was never started has no log yet.
            if (!answer.IsSuccessStatusCode) return;
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(ct));
            var again = new LogOverlap(tail.Newest.Select(entry => entry.Message));
            while (await reader.ReadLineAsync(ct) is { } line)
            {
                if (line.StartsWith(':')) Show(tail, again.End());
                else if (line.StartsWith("data: {\"", StringComparison.Ordinal)) Take(tail, again, line[6..]);
            }
        }
        catch (Exception fault) when (
            (fault is InvalidOperationException or IOException or JsonException || TransientFaults.Is(fault))
            && !ct.IsCancellationRequested)
        {
            Log.NeighbourSilent(logger, Neighbours.Supervisor, fault.Message);
        }
    }

    private void Take(LogTail tail, LogOverlap again, string json)
    {
        var data = LiveMessages.Data(JsonSerializer.Deserialize<Line>(json, MessageJson.Options)! with
        {
            StrategyId = tail.StrategyId,
        });
        var message = LiveMessages.Event(LiveTopic.Logs, data, position: null);
        if (!again.TryHold(message)) Show(tail, [message]);
    }

    private void Show(LogTail tail, IReadOnlyList<byte[]> messages)
    {
        // One writer of the log at a time, and no visitor in between.
        lock (_changing)
        {
            foreach (var message in messages)
            {
                var entry = new LiveEntry(LiveTopic.Logs, null, new(tail.StrategyId), message);
                hub.Publish(entry);
                tail.Newest.Enqueue(entry);
                if (tail.Newest.Count > Tail) tail.Newest.Dequeue();
            }
        }
    }

    private sealed record Line(int StrategyId, string? Level, string Text);

    private sealed class LogTail(int strategyId, CancellationTokenSource ends)
    {
        public int StrategyId => strategyId;

        public CancellationTokenSource Ends => ends;

        public int Visitors { get; set; }

        public Queue<LiveEntry> Newest { get; } = new();
    }
}

/// <summary>One client's look at some logs; ends with its disposal.</summary>
internal sealed class LogVisit(TopicLog log, IReadOnlyList<LiveEntry> tail, Action leave) : IDisposable
{
    private IReadOnlyList<LiveEntry> _tail = tail;
    private Action? _leave = leave;

    public TopicLog Log => log;

    /// <summary>Where what comes after the tail is.</summary>
    public long Next { get; } = log.End;

    /// <summary>What was there already; once.</summary>
    public IReadOnlyList<LiveEntry> TakeTail() => Interlocked.Exchange(ref _tail, []);

    public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
}
