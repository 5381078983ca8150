using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace BtcWatcher.Simulator.Tests.Contract;

/// <summary>Takes webhooks and keeps them; answers with a given status, or never.</summary>
internal sealed class HookReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _loop;

    public HookReceiver(int status = 200, bool silent = false)
    {
        var port = SimulatorProcess.FreePort();
        Url = $"http://127.0.0.1:{port}/hook";
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        _listener.Start();
        _loop = Task.Run(() => LoopAsync(status, silent));
    }

    public string Url { get; }

    public ConcurrentQueue<(string ContentType, string Body)> Received { get; } = new();

    public IEnumerable<JsonElement> Json => Received.Select(r => JsonDocument.Parse(r.Body).RootElement);

    private async Task LoopAsync(int status, bool silent)
    {
        try
        {
            while (_listener.IsListening)
            {
                var context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                Received.Enqueue((context.Request.ContentType ?? "", await reader.ReadToEndAsync()));
                if (!silent)
                {
                    context.Response.StatusCode = status;
                    context.Response.Close();
                }
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
        {
            // Closed.
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }
}
