using System.Collections.Concurrent;
using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Api.Live;

/// <summary>
/// The WebSockets of this process: hands out events, keeps them awake, and ends those whose session has ended.
/// </summary>
internal sealed class LiveHub(IUserKeys sessions, IOptions<LiveOptions> options, TimeProvider clock) : BackgroundService
{
    private readonly ConcurrentDictionary<LiveClient, byte> _clients = new();

    public int Count => _clients.Count;

    public bool IsFull => _clients.Count >= options.Value.MaxClients;

    public async Task ServeAsync(LiveClient client, byte[] hello, CancellationToken cancellationToken)
    {
        _clients.TryAdd(client, 0);
        try
        {
            await client.RunAsync(hello, cancellationToken);
        }
        finally
        {
            _clients.TryRemove(client, out _);
        }
    }

    /// <summary>Sends an event to everybody who wants its topic; its JSON is written once.</summary>
    public void Publish(LiveTopic topic, object data, long? position = null)
    {
        byte[]? message = null;
        foreach (var (client, _) in _clients)
        {
            if (client.Wants(topic)) client.Offer(message ??= LiveMessages.Event(topic, data, position));
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var (client, _) in _clients) client.End();
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pinged = clock.GetTimestamp();
        using var timer = new PeriodicTimer(options.Value.CheckInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var ping = clock.GetElapsedTime(pinged) >= options.Value.PingInterval;
            if (ping) pinged = clock.GetTimestamp();
            var now = clock.GetUtcNow();
            foreach (var (client, _) in _clients)
            {
                if (client.Until <= now || sessions.IsRevoked(client.SessionId)) client.End();
                else if (ping) client.Ping();
            }
        }
    }
}
