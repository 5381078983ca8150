using System.Net.WebSockets;
using System.Threading.Channels;

namespace BtcWatcher.Services.Api.Live;

/// <summary>
/// One WebSocket. It has no queue of events, only a place in each topic's log: a client that reads slowly costs no
/// memory, and is told what it missed when it is too far behind.
/// </summary>
internal sealed class LiveClient(WebSocket socket, Guid sessionId, DateTimeOffset until, LiveDesk desk)
    : IDisposable
{
    /// <summary>Status with which the socket is closed when its session has ended.</summary>
    public const WebSocketCloseStatus SessionEnded = (WebSocketCloseStatus)4401;

    private const int MaxIncomingBytes = 16 * 1024;
    private const int MostCommands = 16;
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);
    private readonly Channel<LiveCommand?> _commands = Channel.CreateBounded<LiveCommand?>(
        new BoundedChannelOptions(MostCommands) { SingleReader = true });

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private readonly TaskCompletionSource _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LiveSender _sender = new(socket, desk);
    private int _ping;

    public Guid SessionId => sessionId;

    public DateTimeOffset Until => until;

    public bool Wants(LiveEntry entry) => _sender.Find(entry.Topic)?.Filter.Matches(entry) is true;

    public void Wake() => _wake.Writer.TryWrite(true);

    public void WakeIfBehind()
    {
        if (_sender.IsBehind) Wake();
    }

    public void Ping()
    {
        Volatile.Write(ref _ping, 1);
        Wake();
    }

    /// <summary>Ends the connection, after what is waiting if the client takes it within seconds.</summary>
    public void End()
    {
        _wake.Writer.TryComplete();
        _ending.TrySetResult();
    }

    public void Dispose() => _sender.Dispose();

    /// <summary>Serves until either side ends it.</summary>
    public async Task RunAsync(byte[] hello, CancellationToken ct)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var receiving = ReceiveAsync(ends.Token);
        var sending = SendAsync(hello, ends.Token);
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

    private async Task SendAsync(byte[] hello, CancellationToken ct)
    {
        await _sender.SendAsync(hello, ct);
        while (await _wake.Reader.WaitToReadAsync(ct))
        {
            _wake.Reader.TryRead(out _);
            bool more;
            do
            {
                if (Interlocked.Exchange(ref _ping, 0) == 1) await _sender.SendAsync(LiveMessages.Ping, ct);
                while (_commands.Reader.TryRead(out var command)) await _sender.AnswerAsync(command, ct);
                more = await _sender.PumpAsync(ct);
            }
            while (more && !_ending.Task.IsCompleted);
        }

        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            var (status, why) = socket.State == WebSocketState.CloseReceived
                ? (WebSocketCloseStatus.NormalClosure, "bye")
                : (SessionEnded, "The session has ended: log in again.");
            await socket.CloseOutputAsync(status, why, ct);
        }
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
        var command = LiveCommand.Parse(text);
        if (command is { Wishes: null }) return;
        if (!_commands.Writer.TryWrite(command))
        {
            throw new WebSocketException(WebSocketError.HeaderError, "It asks faster than it reads the answers.");
        }

        Wake();
    }
}
