using BtcWatcher.Services.Gateway.Routes;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Gateway.Status;

/// <summary>
/// Asks all instances at once, with a bound and a deadline: one that hangs, or answers nonsense, is one line's fault.
/// </summary>
internal sealed class StatusRound(
    RouteStore routes, InstanceQuestions instances, IOptions<GatewayOptions> options, TimeProvider clock)
{
    public Task<IReadOnlyDictionary<int, InstanceStatus>> StatesAsync(CancellationToken ct) =>
        AskAllAsync(instances.StateAsync, ct);

    /// <summary>How many instances answer a ping.</summary>
    public async Task<(int Healthy, int Total)> PingsAsync(CancellationToken ct)
    {
        var all = await AskAllAsync(instances.PingAsync, ct);
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
        catch (InvalidDataException odd)
        {
            return InstanceStatus.Failed(target, odd.Message, null);
        }
        catch (IOException)
        {
            return InstanceStatus.NotReached(target, "connection broken");
        }
    }
}
