using System.Text.Json;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Messaging;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>A neighbour's answer; without a status when it could not be reached.</summary>
internal sealed record NeighbourAnswer(int? Status, JsonNode? Body, string Text, string? ContentType)
{
    public static NeighbourAnswer Silent { get; } = new(null, null, "", null);

    /// <summary>It was reached, and did not answer in time.</summary>
    public static NeighbourAnswer Late { get; } = new(null, null, "", null) { IsLate = true };

    public bool IsSuccess => Status is >= 200 and < 300;

    public bool IsLate { get; private init; }

    /// <summary>Why it was refused, as the gateway, FreqTrade or a problem says it.</summary>
    public string Reason => Said("detail") ?? Said("error") ?? $"answered with status {Status}";

    private string? Said(string name) =>
        Body is JsonObject said && said[name] is JsonValue value && value.TryGetValue<string>(out var text)
            ? text : null;
}

/// <summary>Asks the supervisor and the gateway, within seconds, and tells silence apart from a refusal.</summary>
internal sealed class Neighbours(IHttpClientFactory clients, ILogger<Neighbours> logger)
{
    public const string Supervisor = "supervisor";
    public const string Gateway = "gateway";

    /// <param name="service">Resource name.</param>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="authorization">The user's own header; null for a service token.</param>
    /// <param name="ct">The request's.</param>
    /// <param name="body">What to send.</param>
    /// <param name="patience">How long at most; 10 s when not told.</param>
    public async Task<NeighbourAnswer> AskAsync(
        string service, HttpMethod method, string path, string? authorization, CancellationToken ct,
        JsonObject? body = null, TimeSpan? patience = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience ?? TimeSpan.FromSeconds(10));
        try
        {
            using var client = clients.CreateClient(service);
            client.Timeout = Timeout.InfiniteTimeSpan;
            using var request = new HttpRequestMessage(method, path);
            if (body is not null) request.Content = JsonContent.Create(body);
            if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using var response = await client.SendAsync(request, limit.Token);
            var text = await response.Content.ReadAsStringAsync(limit.Token);
            return new((int)response.StatusCode, Parse(text), text, response.Content.Headers.ContentType?.ToString());
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            Log.NeighbourSilent(logger, service, "it did not answer in time");
            return NeighbourAnswer.Late;
        }
        catch (Exception fault) when (IsSilence(fault) && !ct.IsCancellationRequested)
        {
            Log.NeighbourSilent(logger, service, fault.Message);
            return NeighbourAnswer.Silent;
        }
    }

    /// <summary>All instances as the supervisor knows them; null when it does not answer.</summary>
    public async Task<IReadOnlyList<InstanceView>?> InstancesAsync(CancellationToken ct)
    {
        var answer = await AskAsync(Supervisor, HttpMethod.Get, "/internal/instances", null, ct);
        return answer.IsSuccess ? Instances(answer.Body) : null;
    }

    // Whoever answers there with something else is not the supervisor: as good as silence.
    private static List<InstanceView>? Instances(JsonNode? body)
    {
        try
        {
            return body.Deserialize<List<InstanceView>>(MessageJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // An address that the host did not give is as good as a service that does not run.
    private static bool IsSilence(Exception fault) => fault is InvalidOperationException || TransientFaults.Is(fault);

    private static JsonNode? Parse(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
