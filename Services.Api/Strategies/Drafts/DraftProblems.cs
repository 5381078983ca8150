using BtcWatcher.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies.Drafts;

internal static class DraftProblems
{
    public static ProblemHttpResult NotFound(Guid id) => Problems.Of(
        StatusCodes.Status404NotFound, "drafts:not_found", "No such draft",
        $"You have no draft {id}: it was published, removed, or not touched for 7 days.");

    public static ProblemHttpResult Changed(int revision) => Problems.Of(
        StatusCodes.Status409Conflict, "drafts:changed", "The draft was saved elsewhere meanwhile",
        $"It has revision {revision} now: read it, bring both together, and save with that revision.",
        new Dictionary<string, object?> { ["revision"] = revision });

    public static ProblemHttpResult TooMany(int most) => Problems.Of(
        StatusCodes.Status409Conflict, "drafts:too_many", "Too many drafts",
        $"A user keeps at most {most} drafts: publish or remove one.");
}
