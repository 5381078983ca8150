using BtcWatcher.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Signals.Query;

internal static class SignalProblems
{
    public static ProblemHttpResult Filter(IReadOnlyDictionary<string, string[]> faults) => Problems.Of(
        StatusCodes.Status400BadRequest, "signals:filter", "The filter is not valid",
        string.Join("; ", faults.Select(fault => $"{fault.Key} {fault.Value[0]}")) + ".",
        new Dictionary<string, object?> { ["errors"] = faults });

    public static ProblemHttpResult NotFound(Guid id) => Problems.Of(
        StatusCodes.Status404NotFound, "signals:not_found", "No such signal",
        $"There is no signal {id}. Signals are kept for ever: the id is wrong, or of another installation.");

    public static ProblemHttpResult NoStrategy(int id) => Problems.Of(
        StatusCodes.Status404NotFound, "signals:strategy_not_found", "No such strategy",
        $"Strategy {id} is not known here; a new one is known within seconds.");
}
