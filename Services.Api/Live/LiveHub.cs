using System.Diagnostics.Metrics;
using BtcWatcher.ServiceDefaults;
using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Api.Live;

/// <summary>
/// The WebSockets of this process and the topics' newest events: wakes who wants an event, keeps the others awake, and
/// ends those whose session has ended. Whoever publishes never waits for a client.
/// </summary>
internal sealed class LiveHub : BackgroundService
{
    private static readonly Counter<long> Published = Telemetry.Meter.CreateCounter<long>(
        "btcwatcher.live.events", "{event}", "Events shown to this process's browsers, by topic.");

    private readonly Lock _changing = new();
    private readonly IUserKeys _sessions;
    private readonly IOptions<LiveOptions> _options;
    private readonly TimeProvider _clock;
    private readonly TopicLog[] _logs;
    private LiveClient[] _clients = [];

    public LiveHub(IUserKeys sessions, IOptions<LiveOptions> options, TimeProvider clock)
    {
        (_sessions, _options, _clock) = (sessions, options, clock);
        _logs = [.. LiveTopics.All.Select(topic => new TopicLog(topic, options.Value.LogLength))];
        Telemetry.Meter.CreateObservableGauge(
            "btcwatcher.live.clients", () => Count, "{client}", "WebSockets of this process.");
    }

    public int Count => Volatile.Read(ref _clients).Length;

    public bool IsFull => Count >= _options.Value.MaxClients;

    public TopicLog Log(LiveTopic topic) => _logs[(int)topic];

    public async Task ServeAsync(LiveClient client, byte[] hello, CancellationToken cancellationToken)
    {
        lock (_changing) Volatile.Write(ref _clients, [.. _clients, client]);
        try
        {
            await client.RunAsync(hello, cancellationToken);
        }
        finally
        {
            lock (_changing) Volatile.Write(ref _clients, [.. _clients.Where(one => one != client)]);
        }
    }

    /// <summary>Shows an event to everybody who wants it. One caller at a time for a topic.</summary>
    public void Publish(LiveEntry entry)
    {
        Log(entry.Topic).Append(entry);
        Published.Add(1, new KeyValuePair<string, object?>("topic", LiveTopics.NameOf(entry.Topic)));
        foreach (var client in Volatile.Read(ref _clients))
        {
            if (client.Wants(entry)) client.Wake();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var client in Volatile.Read(ref _clients)) client.End();
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pinged = _clock.GetTimestamp();
        using var timer = new PeriodicTimer(_options.Value.CheckInterval, _clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var ping = _clock.GetElapsedTime(pinged) >= _options.Value.PingInterval;
            if (ping) pinged = _clock.GetTimestamp();
            var now = _clock.GetUtcNow();
            foreach (var client in Volatile.Read(ref _clients))
            {
                if (client.Until <= now || _sessions.IsRevoked(client.SessionId)) client.End();
                else if (ping) client.Ping();
                // Who wants little must still keep up with what it does not want.
                else client.WakeIfBehind();
            }
        }
    }
}
