using System.Net.WebSockets;
using System.Threading.Channels;

namespace BtcWatcher.Services.Api.Live;

/// <summary>
/// One WebSocket. Whoever publishes never waits for it: what does not fit its queue is counted and left out.
/// </summary>
internal sealed class LiveClient(WebSocket socket, Guid sessionId, DateTimeOffset until, LiveOptions options)
{
    /// <summary>Status with which the socket is closed when its session has ended.</summary>
    public const WebSocketCloseStatus SessionEnded = (WebSocketCloseStatus)4401;

    private const int MaxIncomingBytes = 8 * 1024;
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);
    private readonly Channel<byte[]> _queue = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
    private readonly TaskCompletionSource _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _dropped;
    private int _topics;

    public Guid SessionId => sessionId;

    public DateTimeOffset Until => until;

    public bool Wants(LiveTopic topic) => ((LiveTopic)Volatile.Read(ref _topics)).HasFlag(topic);

    public void Offer(byte[] message)
    {
        if (!_queue.Writer.TryWrite(message)) Interlocked.Increment(ref _dropped);
    }

    /// <summary>A ping says nothing new: one that does not fit is not missed.</summary>
    public void Ping() => _queue.Writer.TryWrite(LiveMessages.Ping);

    /// <summary>Ends the connection, after what is waiting if the client takes it within seconds.</summary>
    public void End()
    {
        _queue.Writer.TryComplete();
        _ending.TrySetResult();
    }

    /// <summary>Serves until either side ends it.</summary>
    public async Task RunAsync(byte[] hello, CancellationToken ct)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Offer(hello);
        var receiving = ReceiveAsync(ends.Token);
        var sending = SendAsync(ends.Token);
        try
        {
            await await Task.WhenAny(receiving, sending, _ending.Task);
            End();
            await Task.WhenAll(receiving, sending).WaitAsync(CloseTimeout, ct);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or TimeoutException)
        {
            socket.Abort();
        }

        await ends.CancelAsync();
        await Task.WhenAll(receiving, sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task SendAsync(CancellationToken ct)
    {
        await foreach (var message in _queue.Reader.ReadAllAsync(ct))
        {
            await SendAsync(message, ct);
            if (_queue.Reader.Count == 0 && Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
            {
                await SendAsync(LiveMessages.Lagging(dropped), ct);
            }
        }

        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            var (status, why) = socket.State == WebSocketState.CloseReceived
                ? (WebSocketCloseStatus.NormalClosure, "bye")
                : (SessionEnded, "The session has ended: log in again.");
            await socket.CloseOutputAsync(status, why, ct);
        }
    }

    private async Task SendAsync(byte[] message, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(options.SendTimeout);
        await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, timeout.Token);
    }

    private async Task ReceiveAsync(CancellationToken ct)
    {
        var buffer = new byte[MaxIncomingBytes];
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), ct);
            if (part.MessageType == WebSocketMessageType.Close) return;
            length += part.Count;
            if (part.EndOfMessage)
            {
                Handle(buffer.AsSpan(0, length));
                length = 0;
            }
            else if (length == buffer.Length)
            {
                throw new WebSocketException(WebSocketError.HeaderError, "The message is too long.");
            }
        }
    }

    private void Handle(ReadOnlySpan<byte> text)
    {
        if (LiveCommand.Parse(text) is not { } command)
        {
            Offer(LiveMessages.Error("Send {\"type\":\"subscribe\",\"topics\":[...]}; 'hello' lists the topics."));
            return;
        }

        if (command.Topics is { } topics)
        {
            Volatile.Write(ref _topics, (int)topics);
            Offer(LiveMessages.Subscribed(topics));
        }
    }
}
