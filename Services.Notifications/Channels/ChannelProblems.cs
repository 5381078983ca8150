using BtcWatcher.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Notifications.Channels;

internal static class ChannelProblems
{
    public static ProblemHttpResult NotFound(Guid id) => Problems.Of(
        404, "notifications:channel_not_found", "No such channel",
        $"There is no channel {id}; list them at /api/v1/notifications/channels.");

    public static ProblemHttpResult NameTaken(string name) => Problems.Of(
        409, "notifications:channel_name_taken", "Name taken",
        $"Another channel is called '{name}': choose another name.");

    public static ProblemHttpResult Invalid(Dictionary<string, string[]> errors) => Problems.Of(
        400, "notifications:channel_invalid", "The channel is not valid",
        string.Join(" ", errors.Select(error => $"{error.Key}: {string.Join(" ", error.Value)}")),
        new Dictionary<string, object?> { ["errors"] = errors });

    public static ProblemHttpResult TestFailed(string answer) => Problems.Of(
        502, "notifications:test_failed", "The test message was not delivered",
        $"The provider's answer: {answer}", new Dictionary<string, object?> { ["answer"] = answer });
}
