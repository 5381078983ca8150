using BtcWatcher.Simulator.Api;
using BtcWatcher.Simulator.Logging;
using BtcWatcher.Simulator.Python;
using BtcWatcher.Simulator.Webhooks;

namespace BtcWatcher.Simulator.Running;

/// <summary>FreqTrade's RPC manager: every message goes to the log, the websocket and the webhook, in this
/// order.</summary>
internal sealed class Messenger(WebhookSender? webhook, WebSocketHub hub, bool hubAllowsCustom, PythonLog log)
{
    private const string Logger = "freqtrade.rpc.rpc_manager";
    private readonly Queue<string> _queue = new();
    private readonly HashSet<string> _sentThisCandle = [];

    public static PyDict Plain(string type, string text) => new() { ["type"] = new PyBare(type), ["status"] = text };

    /// <summary>Sends; a template that cannot be filled only logs.</summary>
    public async Task SendAsync(PyDict message, CancellationToken ct)
    {
        var type = PyText.Str(message["type"]);
        if (type is not ("whitelist" or "analyzed_df" or "new_candle"))
        {
            log.Info(Logger, $"Sending rpc message: {PyText.Repr(message)}");
        }

        hub.Broadcast(type, message);
        if (webhook is null)
        {
            return;
        }

        try
        {
            await webhook.SendAsync(message, ct);
        }
        catch (PyError e)
        {
            log.Exception(Logger, "Exception occurred within RPC module webhook", $"{e.Kind}: {e.Message}");
        }
    }

    public Task StatusAsync(string text, CancellationToken ct) => SendAsync(Plain("status", text), ct);

    /// <summary>dp.send_msg: equal text is queued once a candle.</summary>
    public void Queue(string text)
    {
        if (_sentThisCandle.Add(text))
        {
            _queue.Enqueue(text);
        }
    }

    public void NewCandle() => _sentThisCandle.Clear();

    /// <summary>Sends what strategies queued. A bad template here is not guarded in FreqTrade either: it ends the
    /// bot.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        while (_queue.TryDequeue(out var text))
        {
            log.Info(Logger, $"Sending rpc strategy_msg: {text}");
            var message = new PyDict { ["type"] = new PyBare("strategy_msg"), ["msg"] = text };
            if (hubAllowsCustom)
            {
                hub.Broadcast("strategy_msg", message);
            }

            if (webhook is { AllowsCustomMessages: true })
            {
                await webhook.SendAsync(message, ct);
            }
        }
    }
}
