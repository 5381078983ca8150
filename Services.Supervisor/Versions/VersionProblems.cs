using BtcWatcher.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Supervisor.Versions;

internal static class VersionProblems
{
    public static ProblemHttpResult Invalid(string field, string whatToDo) => Problems.Of(
        400, "freqtrade:invalid", "The request is not valid", $"{field}: {whatToDo}",
        new Dictionary<string, object?> { ["errors"] = new Dictionary<string, string> { [field] = whatToDo } });

    public static ProblemHttpResult NotFound(string version) => Problems.Of(
        404, "freqtrade:not_found", "No such version",
        $"FreqTrade {version} is not installed here: install it by POST /api/v1/freqtrade/install.");

    public static ProblemHttpResult UpgradeNotFound(Guid id) => Problems.Of(
        404, "freqtrade:no_upgrade", "No such upgrade",
        $"There was no upgrade {id}: GET /api/v1/freqtrade/history lists them.");

    public static ProblemHttpResult Replaced(string version, string now) => Problems.Of(
        409, "freqtrade:replaced", "The program is another version now",
        $"The configured command was {version} and is {now} now: choose {now}, or install {version} beside it.");

    public static ProblemHttpResult Exists(string version) => Problems.Of(
        409, "freqtrade:exists", "The version is there already",
        $"FreqTrade {version} is installed. Remove it by DELETE /api/v1/freqtrade/versions/{version} to install it "
        + "with other packages.");

    public static ProblemHttpResult Busy(VersionActivity? now) => Problems.Of(
        409, "freqtrade:busy", "Something else is being done",
        now is null ? "Try again." : $"FreqTrade {now.Version} is {now.Name}: try again when it is done.");

    public static ProblemHttpResult AlreadyCurrent(string version) => Problems.Of(
        409, "freqtrade:already_current", "It is the present version",
        $"FreqTrade {version} is the present version already: nothing is to be done.");

    public static ProblemHttpResult UpgradeRunning(Guid? id) => Problems.Of(
        409, "freqtrade:upgrade_running", "An upgrade is being done",
        id is null ? "Try again." : $"Wait for it, or end it by POST /api/v1/freqtrade/rollback: "
            + $"GET /api/v1/freqtrade/upgrades/{id} tells how far it is.",
        new Dictionary<string, object?> { ["backup_id"] = id });

    public static ProblemHttpResult NothingToRollBack() => Problems.Of(
        409, "freqtrade:nothing_to_roll_back", "There is no upgrade to roll back",
        "Only an upgrade that is being done, or the last one that succeeded, can be rolled back.");

    public static ProblemHttpResult CannotRun(string missing) =>
        Problems.Of(409, "freqtrade:cannot_run", "The program cannot be run", missing + ".");

    public static ProblemHttpResult InUse(string version, string by) => Problems.Of(
        409, "freqtrade:in_use", "The version is needed", $"FreqTrade {version} cannot be removed: {by}.");

    public static ProblemHttpResult Simulated() => Problems.Of(
        409, "freqtrade:simulated", "This installation is simulated",
        "The Simulator stands in for FreqTrade here, and a data folder never mixes both: install FreqTrade in an "
        + "installation of its own. A Simulator is registered with \"command\".");
}
