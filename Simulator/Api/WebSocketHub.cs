using System.Collections.Concurrent;
using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Api;

/// <summary>The connected websockets and who wants which topic.</summary>
internal sealed class WebSocketHub
{
    private readonly ConcurrentDictionary<WebSocketChannel, byte> _channels = new();

    public void Add(WebSocketChannel channel) => _channels.TryAdd(channel, 0);

    public void Remove(WebSocketChannel channel) => _channels.TryRemove(channel, out _);

    public bool Wants(string topic) => !_channels.IsEmpty && _channels.Keys.Any(channel => channel.Wants(topic));

    public void Broadcast(string topic, PyDict message)
    {
        if (!Wants(topic))
        {
            return;
        }

        var bytes = PyJson.Bytes(message);
        foreach (var channel in _channels.Keys.Where(channel => channel.Wants(topic)))
        {
            channel.Send(bytes);
        }
    }

    /// <summary>Ends all connections as uvicorn does when it stops: code 1012.</summary>
    public async Task CloseAllAsync()
    {
        foreach (var channel in _channels.Keys)
        {
            await channel.CloseAsync();
        }
    }
}
