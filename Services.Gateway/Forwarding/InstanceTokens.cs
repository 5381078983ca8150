using System.Net;
using System.Text.Json;
using BtcWatcher.Services.Gateway.Routes;

namespace BtcWatcher.Services.Gateway.Forwarding;

/// <summary>
/// Asks an instance for an access token of its own, of 15 minutes, for one websocket: FreqTrade writes what is in the
/// query into its log, even at verbosity error (facts, 9), and the lasting ws_token must not be found there.
/// </summary>
internal sealed class InstanceTokens(Upstream upstream)
{
    private const int LongestAnswer = 16 * 1024;

    /// <summary>Null with null when the instance does not take the credentials of its route.</summary>
    /// <exception cref="OperationCanceledException">It does not answer.</exception>
    public async Task<(string? Token, Refusal? Refusal)> AskAsync(InstanceTarget target, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target.UriFor("/api/v1/token/login", ""));
        request.Headers.Authorization = target.Authorization;
        try
        {
            using var answer = await upstream.Calls.SendAsync(request, ct);
            if (answer.StatusCode == HttpStatusCode.Unauthorized) return (null, null);
            var body = answer.IsSuccessStatusCode
                ? await BoundedBody.ReadAsync(answer.Content, LongestAnswer, ct)
                : null;
            return body is not null && TokenOf(body) is { } token
                ? (token, null)
                : (null, InstanceProblems.NoToken(target.StrategyId, (int)answer.StatusCode));
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return (null, InstanceProblems.Refused(target.StrategyId));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return (null, InstanceProblems.Broken(target.StrategyId));
        }
    }

    private static string? TokenOf(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement is { ValueKind: JsonValueKind.Object } answer
                && answer.TryGetProperty("access_token", out var token) && token.ValueKind == JsonValueKind.String
                ? token.GetString() : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
