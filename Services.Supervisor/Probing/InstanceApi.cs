using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Ports;

namespace BtcWatcher.Services.Supervisor.Probing;

/// <summary>Asks an instance what it is and does.</summary>
internal sealed class InstanceApi(TimeProvider clock) : IDisposable
{
    // A strategy's code may answer without end, and the supervisor has the memory of all.
    private const int LongestAnswer = 1 << 20;

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        // Cookies know no ports: one instance's would be sent to all others.
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        // Uvicorn closes idle connections after five seconds (facts 9).
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(3),
        // A span for every probe would be most of what is traced.
        ActivityHeadersPropagator = null,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = LongestAnswer,
    };

    /// <summary>One that is starting: while nobody listens, that is all it costs.</summary>
    public async Task<Observation> ObserveStartAsync(
        int port, Credentials credentials, TimeSpan timeout, CancellationToken ct)
    {
        if (!await LoopbackPort.AcceptsAsync(port)) return Observation.Silent;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeout);
        try
        {
            var ping = await GetAsync(port, "ping", null, limit.Token);
            if (ping.Body is null) return Observation.Silent;
        }
        catch (Exception fault) when (IsSilence(fault, ct))
        {
            return Observation.Silent;
        }

        return await ObserveAsync(port, credentials, timeout, ct);
    }

    public async Task<Observation> ObserveAsync(
        int port, Credentials credentials, TimeSpan timeout, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeout);
        try
        {
            var config = await GetAsync(port, "show_config", credentials, limit.Token);
            if (config.Status == HttpStatusCode.Unauthorized)
            {
                return Observation.Silent with { Answers = true, Refused = true };
            }

            if (config.Body is not { } shown) return Observation.Silent with { Answers = true };

            var health = await GetAsync(port, "health", credentials, limit.Token);
            return new(
                true, false, shown.TextOf("bot_name"), shown.TextOf("state"), health.Body?.TimeOf("last_process_ts"),
                Math.Max(config.Milliseconds, health.Milliseconds));
        }
        catch (Exception fault) when (IsSilence(fault, ct))
        {
            return Observation.Silent;
        }
    }

    /// <summary>The version of FreqTrade that answers; null when none does.</summary>
    public async Task<string?> VersionAsync(int port, Credentials credentials, TimeSpan timeout, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeout);
        try
        {
            return (await GetAsync(port, "version", credentials, limit.Token)).Body is { } body
                ? body.TextOf("version") : null;
        }
        catch (Exception fault) when (IsSilence(fault, ct))
        {
            return null;
        }
    }

    /// <summary>One answer of it; null when it gives none.</summary>
    /// <param name="port">Of the instance.</param>
    /// <param name="path">Below api/v1.</param>
    /// <param name="credentials">Of the instance.</param>
    /// <param name="limit">Ends the question.</param>
    /// <param name="ct">Ends everything: cancelled, it throws.</param>
    public async Task<JsonElement?> FindAsync(
        int port, string path, Credentials credentials, CancellationToken limit, CancellationToken ct)
    {
        try
        {
            return (await GetAsync(port, path, credentials, limit)).Body;
        }
        catch (Exception fault) when (IsSilence(fault, ct))
        {
            return null;
        }
    }

    /// <summary>Lets FreqTrade read its configuration again. False when it did not take the command.</summary>
    public async Task<bool> ReloadAsync(int port, Credentials credentials, TimeSpan timeout, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeout);
        try
        {
            using var request = Request(HttpMethod.Post, port, "reload_config", credentials);
            using var response = await _http.SendAsync(request, limit.Token);
            return response.IsSuccessStatusCode;
        }
        catch (Exception fault) when (IsSilence(fault, ct))
        {
            return false;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<(HttpStatusCode Status, JsonElement? Body, double Milliseconds)> GetAsync(
        int port, string path, Credentials? credentials, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Get, port, path, credentials);
        var began = clock.GetTimestamp();
        using var response = await _http.SendAsync(request, ct);
        var text = await response.Content.ReadAsByteArrayAsync(ct);
        var body = response.IsSuccessStatusCode ? Parse(text) : null;
        return (response.StatusCode, body, clock.GetElapsedTime(began).TotalMilliseconds);
    }

    private static HttpRequestMessage Request(HttpMethod method, int port, string path, Credentials? credentials)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/api/v1/{path}");
        var request = new HttpRequestMessage(method, address);
        if (credentials is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(
                Encoding.UTF8.GetBytes($"{credentials.Username}:{credentials.Password}")));
        }

        return request;
    }

    // An answer whose names are no text is met while they are looked through.
    private static bool IsSilence(Exception fault, CancellationToken ct) =>
        fault is HttpRequestException or IOException or InvalidOperationException
            || (fault is OperationCanceledException && !ct.IsCancellationRequested);

    // Somebody else's answer may be anything.
    private static JsonElement? Parse(byte[] text)
    {
        try
        {
            var element = JsonSerializer.Deserialize<JsonElement>(text);
            return element.ValueKind == JsonValueKind.Object ? element : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
