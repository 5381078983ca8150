using System.Collections.Concurrent;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Gateway.Access;

namespace BtcWatcher.Services.Gateway.Forwarding;

/// <summary>An open websocket, and how to end it.</summary>
internal sealed class OpenSocket(OpenSockets all, Caller caller, CancellationTokenSource end) : IDisposable
{
    /// <summary>Ended here, since its caller may use it no longer.</summary>
    public bool IsEnded { get; private set; }

    public bool IsOf(Guid id) => caller.UserId == id || caller.Credentials.Contains(id);

    public bool IsRevoked(IUserKeys keys) => caller.Credentials.Any(keys.IsRevoked);

    public void End()
    {
        IsEnded = true;
        end.Cancel();
    }

    public void Dispose() => all.Remove(this);
}

/// <summary>
/// Closes websockets whose session, key or user is revoked: at once by message, and within half a minute where the
/// message was lost.
/// </summary>
internal sealed class OpenSockets(IUserKeys keys, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<OpenSocket, byte> _open = new();

    public OpenSocket Add(Caller caller, CancellationTokenSource end)
    {
        var socket = new OpenSocket(this, caller, end);
        _open.TryAdd(socket, 0);
        // It may have been revoked since its token was checked, and before it was here to be found.
        if (socket.IsRevoked(keys)) socket.End();
        return socket;
    }

    public void Remove(OpenSocket socket) => _open.TryRemove(socket, out _);

    /// <param name="id">Of a session, an API key or a user.</param>
    public void Close(Guid id) => End(socket => socket.IsOf(id));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (_open.IsEmpty) continue;
            // A key that is not known makes it ask the api for keys and revoked sessions.
            await keys.FindAsync("", stoppingToken);
            End(socket => socket.IsRevoked(keys));
        }
    }

    private void End(Predicate<OpenSocket> which)
    {
        foreach (var socket in _open.Keys)
        {
            if (which(socket)) socket.End();
        }
    }
}
