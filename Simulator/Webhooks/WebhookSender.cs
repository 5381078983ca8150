using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using BtcWatcher.Simulator.Logging;
using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Webhooks;

/// <summary>
/// FreqTrade's webhook (facts 2.4): a message whose type has a template is formatted and posted, with retries; the
/// caller waits. A missing field drops the message with one ERROR line; other format errors are thrown
/// (<see cref="PyError"/>).
/// </summary>
internal sealed class WebhookSender
{
    private const string Logger = "freqtrade.rpc.webhook";

    private static readonly Dictionary<string, string> Legacy = new()
    {
        ["entry"] = "webhookentry", ["entry_cancel"] = "webhookentrycancel", ["entry_fill"] = "webhookentryfill",
        ["exit"] = "webhookexit", ["exit_cancel"] = "webhookexitcancel", ["exit_fill"] = "webhookexitfill",
        ["status"] = "webhookstatus", ["startup"] = "webhookstatus", ["warning"] = "webhookstatus",
        ["exception"] = "webhookstatus",
    };

    private readonly PyDict _config;
    private readonly PythonLog _log;
    private readonly TimeProvider _clock;
    private readonly string _url;

    public WebhookSender(PyDict config, PythonLog log, TimeProvider clock)
    {
        (_config, _log, _clock) = (config, log, clock);
        _url = config.Text("url") ?? "";
    }

    public bool AllowsCustomMessages => _config.Flag("allow_custom_messages");

    public async Task SendAsync(PyDict message, CancellationToken ct)
    {
        var type = PyText.Str(message.Get("type"));
        if (Template(type) is not { Count: > 0 } template)
        {
            return;
        }

        PyDict payload;
        try
        {
            payload = Fill(template, message);
        }
        catch (PyError e) when (e.Kind == "KeyError")
        {
            _log.Exception(Logger,
                $"Problem calling Webhook. Please check your webhook configuration. Exception: {e.Message}",
                $"KeyError: {e.Message}");
            return;
        }

        await PostAsync(payload, ct);
    }

    private static PyDict Fill(PyDict template, PyDict message)
    {
        var payload = new PyDict();
        foreach (var (key, value) in template)
        {
            var text = value as string
                ?? throw new PyError("AttributeError", $"'{PySpec.TypeName(value)}' object has no attribute 'format'");
            payload[key] = PyFormat.Format(text, message);
        }

        return payload;
    }

    private PyDict? Template(string type) =>
        _config.Dict(type) ?? (Legacy.TryGetValue(type, out var old) ? _config.Dict(old) : null);

    private async Task PostAsync(PyDict payload, CancellationToken ct)
    {
        var retries = (int)(_config.Number("retries") ?? 0);
        var delay = TimeSpan.FromSeconds(_config.Number("retry_delay") ?? 0.1);
        for (var attempt = 0; attempt <= retries; attempt++)
        {
            if (attempt > 0)
            {
                await Task.Delay(delay, _clock, ct);
                _log.Info(Logger, "Retrying webhook...\n");
            }

            if (await TryPostAsync(payload, ct) is not { } problem)
            {
                return;
            }

            _log.Warning(Logger, $"Could not call webhook url. Exception: {problem}\n");
        }
    }

    private async Task<string?> TryPostAsync(PyDict payload, CancellationToken ct)
    {
        if (!Uri.TryCreate(_url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            return $"Invalid URL {PyText.Repr(_url)}: No scheme supplied.";
        }

        var pool = $"HTTPConnectionPool(host='{url.Host}', port={url.Port})";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(_config.Number("timeout") ?? 10));
        try
        {
            var (type, body) = Content(payload);
            var (status, reason) = await HttpPost.SendAsync(url, type, body, limit.Token);
            var kind = status >= 500 ? "Server" : "Client";
            return status < 400 ? null : $"{status} {kind} Error: {reason} for url: {_url}";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"{pool}: Read timed out. (read timeout={PyText.Repr(_config.Get("timeout") ?? 10)})";
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
        {
            return $"{pool}: Max retries exceeded with url: {url.PathAndQuery} "
                + $"(Caused by NewConnectionError('{e.Message}'))";
        }
    }

    private (string Type, byte[] Body) Content(PyDict payload) => (_config.Text("format") ?? "form") switch
    {
        "json" => ("application/json", PyJson.Bytes(payload)),
        "raw" => ("text/plain", Encoding.UTF8.GetBytes(payload.Text("data") ?? "")),
        _ => ("application/x-www-form-urlencoded", Encoding.ASCII.GetBytes(string.Join('&', payload.Select(p =>
            $"{Form(p.Key)}={Form((string)p.Value!)}")))),
    };

    private static string Form(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
