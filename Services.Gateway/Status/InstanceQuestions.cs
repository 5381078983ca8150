using System.Net;
using System.Text.Json;
using BtcWatcher.Services.Gateway.Forwarding;
using BtcWatcher.Services.Gateway.Routes;

namespace BtcWatcher.Services.Gateway.Status;

/// <summary>
/// Asks one instance how it is. Strategies are foreign code: whatever it answers, of whatever length, is only its own.
/// </summary>
internal sealed class InstanceQuestions(Upstream upstream, TimeProvider clock)
{
    private const int LongestAnswer = 64 * 1024;
    private const int LongestState = 40;

    public async Task<InstanceStatus> PingAsync(InstanceTarget target, CancellationToken ct)
    {
        using var answer = await GetAsync(target, "/api/v1/ping", ct);
        return answer.StatusCode == HttpStatusCode.OK
            ? InstanceStatus.Answered(target, null, null)
            : InstanceStatus.Failed(target, $"HTTP {(int)answer.StatusCode}", null);
    }

    /// <exception cref="InvalidDataException">The answer is not what FreqTrade answers.</exception>
    public async Task<InstanceStatus> StateAsync(InstanceTarget target, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        using var answer = await GetAsync(target, "/api/v1/show_config", ct);
        var milliseconds = Math.Round(clock.GetElapsedTime(started).TotalMilliseconds, 1);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            return InstanceStatus.Failed(target, $"HTTP {(int)answer.StatusCode}", milliseconds);
        }

        using var config = await ReadAsync(answer, ct);
        using var answered = await GetAsync(target, "/api/v1/health", ct);
        using var health = answered.IsSuccessStatusCode ? await ReadAsync(answered, ct) : null;
        return InstanceStatus.Answered(
            target, milliseconds, new InstanceFigures(StateOf(config), health is null ? null : LastProcessOf(health)));
    }

    private async Task<HttpResponseMessage> GetAsync(InstanceTarget target, string path, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target.UriFor(path, ""));
        request.Headers.Authorization = target.Authorization;
        return await upstream.Calls.SendAsync(request, ct);
    }

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var body = await BoundedBody.ReadAsync(answer.Content, LongestAnswer, ct)
            ?? throw new InvalidDataException($"the answer is longer than {LongestAnswer} bytes");
        try
        {
            var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
            throw new InvalidDataException("the answer is no JSON object");
        }
        catch (JsonException)
        {
            throw new InvalidDataException("the answer is no JSON");
        }
    }

    private static string? StateOf(JsonDocument config)
    {
        if (!config.RootElement.TryGetProperty("state", out var state) || state.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        try
        {
            if (state.ValueKind == JsonValueKind.String && state.GetString() is { Length: <= LongestState } text)
            {
                return text;
            }
        }
        catch (InvalidOperationException)
        {
            // Half a letter (an unpaired surrogate) is valid JSON and no text.
        }

        throw new InvalidDataException("the state is no word");
    }

    private static double? LastProcessOf(JsonDocument health) =>
        health.RootElement.TryGetProperty("last_process_ts", out var seconds)
        && seconds.ValueKind == JsonValueKind.Number && seconds.TryGetDouble(out var value) && double.IsFinite(value)
            ? value
            : null;
}
