using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Gateway.Forwarding;

/// <summary>Why a call does not reach its instance. 502 is the instance's own and never made here.</summary>
internal static class InstanceProblems
{
    public static Refusal NotFound(int id) =>
        new(404, $"Strategy {id} not found: it does not exist, or has never been started.");

    public static Refusal NoRoutes { get; } =
        new(503, "The gateway has no routes yet: the supervisor has not answered since the start.") { RetryAfter = 2 };

    public static Refusal Refused(int id) =>
        new(503, $"Strategy {id} does not take connections now.") { RetryAfter = 5 };

    public static Refusal Broken(int id) =>
        new(503, $"Strategy {id} ended the connection before its answer was complete.") { RetryAfter = 5 };

    public static Refusal Slow(int id, TimeSpan waited) =>
        new(504, $"Strategy {id} did not answer within {waited.TotalSeconds:0.#} s.");

    public static Refusal CredentialsRefused(int id) =>
        new(503, $"Strategy {id} was started anew and its route is being fetched; try again.") { RetryAfter = 2 };

    public static Refusal NoToken(int id, int status) =>
        new(503, $"Strategy {id} gives no token for a websocket: HTTP {status}.") { RetryAfter = 5 };

    /// <summary>Null for a state in which instances answer.</summary>
    public static Refusal? Unreachable(int id, InstanceState state, InstanceView? view) => state switch
    {
        InstanceState.Running or InstanceState.Paused or InstanceState.Idle => null,
        InstanceState.Starting => new(503, $"Strategy {id} is starting.") { RetryAfter = 5 },
        InstanceState.Stopping => new(503, $"Strategy {id} is stopping.") { RetryAfter = 30 },
        InstanceState.BackingOff =>
            new(503, $"Strategy {id} failed and is started again soon{Why(view)}.") { RetryAfter = 10 },
        InstanceState.GaveUp =>
            new(503, $"Strategy {id} failed too often and waits for a person{Why(view)}.") { RetryAfter = 60 },
        _ => new(503, $"Strategy {id} is stopped.") { RetryAfter = 60 },
    };

    private static string Why(InstanceView? view) =>
        view?.Reason is { Length: > 0 } reason ? $": {reason.TrimEnd('.')}" : "";
}
