using System.Net;
using System.Text.Json;
using BtcWatcher.Services.Gateway.Forwarding;
using BtcWatcher.Services.Gateway.Routes;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Gateway.Status;

/// <summary>
/// Asks all instances at once, with a bound and a deadline: one that hangs delays nobody else's line.
/// </summary>
internal sealed class StatusRound(
    RouteStore routes, Upstream upstream, IOptions<GatewayOptions> options, TimeProvider clock)
{
    public Task<IReadOnlyDictionary<int, InstanceStatus>> StatesAsync(CancellationToken ct) =>
        AskAllAsync(StateAsync, ct);

    /// <summary>How many instances answer a ping.</summary>
    public async Task<(int Healthy, int Total)> PingsAsync(CancellationToken ct)
    {
        var all = await AskAllAsync(PingAsync, ct);
        return (all.Values.Count(one => one.Status == InstanceStatus.Healthy), all.Count);
    }

    private async Task<IReadOnlyDictionary<int, InstanceStatus>> AskAllAsync(
        Func<InstanceTarget, CancellationToken, Task<InstanceStatus>> ask, CancellationToken ct)
    {
        var targets = routes.Current.Targets.OrderBy(target => target.StrategyId).ToArray();
        var answers = new InstanceStatus[targets.Length];
        using var deadline = new CancellationTokenSource(options.Value.StatusDeadline, clock);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ct);
        var bound = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Value.StatusParallelism,
            CancellationToken = ct,
        };
        await Parallel.ForAsync(
            0, targets.Length, bound,
            async (index, _) => answers[index] = await GuardAsync(targets[index], ask, ends.Token, ct));
        return targets.Select((target, index) => (target.StrategyId, Answer: answers[index]))
            .ToDictionary(pair => pair.StrategyId, pair => pair.Answer);
    }

    private async Task<InstanceStatus> GuardAsync(
        InstanceTarget target, Func<InstanceTarget, CancellationToken, Task<InstanceStatus>> ask,
        CancellationToken ends, CancellationToken caller)
    {
        var limit = options.Value.StatusInstanceTimeout;
        using var timer = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, ends);
        try
        {
            return await ask(target, either.Token);
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            return InstanceStatus.NotReached(target, timer.IsCancellationRequested
                ? $"no answer within {limit.TotalSeconds:0.#} s"
                : "not asked before the deadline of the whole round");
        }
        catch (HttpRequestException fault)
        {
            return InstanceStatus.NotReached(target, fault.HttpRequestError == HttpRequestError.ConnectionError
                ? "connection refused" : "connection broken");
        }
        catch (JsonException)
        {
            return InstanceStatus.Failed(target, "the answer is no JSON", null);
        }
    }

    private async Task<InstanceStatus> PingAsync(InstanceTarget target, CancellationToken ct)
    {
        using var answer = await GetAsync(target, "/api/v1/ping", ct);
        return answer.StatusCode == HttpStatusCode.OK
            ? InstanceStatus.Answered(target, null, null)
            : InstanceStatus.Failed(target, $"HTTP {(int)answer.StatusCode}", null);
    }

    private async Task<InstanceStatus> StateAsync(InstanceTarget target, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        using var answer = await GetAsync(target, "/api/v1/show_config", ct);
        var milliseconds = Math.Round(clock.GetElapsedTime(started).TotalMilliseconds, 1);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            return InstanceStatus.Failed(target, $"HTTP {(int)answer.StatusCode}", milliseconds);
        }

        using var health = await GetAsync(target, "/api/v1/health", ct);
        var config = await ReadAsync(answer, ct);
        var lastProcess = health.IsSuccessStatusCode ? Number(await ReadAsync(health, ct), "last_process_ts") : null;
        return InstanceStatus.Answered(target, milliseconds, new InstanceFigures(Text(config, "state"), lastProcess));
    }

    private Task<HttpResponseMessage> GetAsync(InstanceTarget target, string path, CancellationToken ct)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, target.UriFor(path, ""));
        request.Headers.Authorization = target.Authorization;
        return upstream.Calls.SendAsync(request, ct);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(ct);
        using var document = await JsonDocument.ParseAsync(stream, cancellationToken: ct);
        return document.RootElement.Clone();
    }

    private static string? Text(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static double? Number(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
