using System.Net;
using BtcWatcher.Simulator.Logging;
using BtcWatcher.Simulator.Running;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Simulator.Api;

/// <summary>Starts and stops the REST server with uvicorn's log lines.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private const string Uvicorn = "uvicorn.error";
    private readonly KestrelServer _server;
    private readonly Bot _bot;

    private ApiServer(KestrelServer server, Bot bot) => (_server, _bot) = (server, bot);

    /// <summary>Null where the port is in use: FreqTrade then stays alive without an API.</summary>
    public static async Task<ApiServer?> StartAsync(Bot bot, IPAddress address, int port, CancellationToken ct)
    {
        var log = bot.Log;
        log.Info("freqtrade.rpc.api_server.webserver", "Starting Local Rest Server.");
        log.Info(Uvicorn, $"Started server process [{Environment.ProcessId}]");
        log.Info(Uvicorn, "Waiting for application startup.");
        log.Info(Uvicorn, "Application startup complete.");
        var server = Create(address, port);
        try
        {
            if (bot.Control.Plan.PortTaken)
            {
                throw new IOException("simulated");
            }

            await server.StartAsync(new ApiApplication(bot), ct);
        }
        catch (IOException)
        {
            server.Dispose();
            log.Error(Uvicorn, $"[Errno 98] error while attempting to bind on address ('{address}', {port}): "
                + "[errno 98] address already in use");
            log.Info(Uvicorn, "Waiting for application shutdown.");
            log.Info(Uvicorn, "Application shutdown complete.");
            return null;
        }

        log.Info(Uvicorn, $"Uvicorn running on http://{address}:{port} (Press CTRL+C to quit)");
        return new ApiServer(server, bot);
    }

    public async ValueTask DisposeAsync()
    {
        PythonLog log = _bot.Log;
        log.Info("freqtrade.rpc.api_server.webserver", "Stopping API Server");
        log.Info(Uvicorn, "Shutting down");
        await _bot.Hub.CloseAllAsync();
        using (var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(300)))
        {
            await _server.StopAsync(limit.Token);
        }

        _server.Dispose();
        log.Info(Uvicorn, "Waiting for application shutdown.");
        log.Info(Uvicorn, "Application shutdown complete.");
        log.Info(Uvicorn, $"Finished server process [{Environment.ProcessId}]");
    }

    private static KestrelServer Create(IPAddress address, int port)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(5); // uvicorn's timeout_keep_alive.
        options.Limits.MinRequestBodyDataRate = null;
        options.Listen(address, port, listen => listen.Protocols = HttpProtocols.Http1);
        var transport = new SocketTransportFactory(
            Options.Create(new SocketTransportOptions { IOQueueCount = 1 }), NullLoggerFactory.Instance);
        return new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
    }
}
