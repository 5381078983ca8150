using System.Text;
using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Folders;

namespace BtcWatcher.Services.Supervisor.Logs;

/// <summary>Sends a log as server-sent events while it grows; only so many at once, and none for ever.</summary>
internal sealed class LogStreams(TimeProvider clock)
{
    /// <summary>Each holds a file open and looks three times a second.</summary>
    public const int Most = 64;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);
    private int _open;

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= Most) return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _open);

    /// <summary>First the newest records, then those to come; the reader's own pace is kept.</summary>
    public async Task SendAsync(
        Stream target, InstanceFolder folder, LogSource source, LogQuery query, SecretMask mask, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(Longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        using var follower = new LogFollower(folder, LogParts.PathOf(folder, source), clock);
        var end = follower.Begin();
        foreach (var entry in LogReader.Read(folder, LogParts.Of(folder, source), query, mask, end).Entries)
        {
            await SendAsync(target, entry, ct);
        }

        try
        {
            await FollowAsync(target, follower, query, mask, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            await SendAsync(target, "event: end\ndata: {}\n\n", ct);
        }
    }

    private async Task FollowAsync(
        Stream target, LogFollower follower, LogQuery query, SecretMask mask, CancellationToken ct)
    {
        // The first bytes tell that the stream stands, be the log empty.
        await SendAsync(target, ": follows\n\n", ct);
        var sentAt = clock.GetTimestamp();
        await foreach (var entry in follower.FollowAsync(ct))
        {
            if (entry is not null && query.Pick(entry, mask.Apply) is { } shown) await SendAsync(target, shown, ct);
            else if (clock.GetElapsedTime(sentAt) > KeepAlive) await SendAsync(target, ": still here\n\n", ct);
            else continue;
            sentAt = clock.GetTimestamp();
        }
    }

    private static Task SendAsync(Stream target, LogEntry entry, CancellationToken ct) =>
        SendAsync(target, $"data: {JsonSerializer.Serialize(entry, MessageJson.Options)}\n\n", ct);

    private static async Task SendAsync(Stream target, string text, CancellationToken ct)
    {
        await target.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
        await target.FlushAsync(ct);
    }
}
