using BtcWatcher.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Supervisor.Instances;

internal static class InstanceProblems
{
    public static ProblemHttpResult NotFound(int strategyId) => Problems.Of(
        404, "instances:not_found", "No such instance",
        $"Nothing was ever asked of strategy {strategyId}; start it first.");
}
