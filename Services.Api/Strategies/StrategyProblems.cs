using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Strategies;

internal static class StrategyProblems
{
    public static ProblemHttpResult Invalid(ValidationErrors errors) => Invalid(errors.ByField);

    public static ProblemHttpResult Invalid(string field, string whatToDo) =>
        Invalid(new Dictionary<string, string> { [field] = whatToDo });

    public static ProblemHttpResult NotFound(int id) => Problems.Of(
        StatusCodes.Status404NotFound, "strategies:not_found", "No such strategy",
        $"There is no strategy {id}, or it was deleted. GET /api/v1/strategies lists them.");

    /// <summary>Several at once: nothing was asked of the others either.</summary>
    public static ProblemHttpResult NotFound(IReadOnlyList<int> ids) => Problems.Of(
        StatusCodes.Status404NotFound, "strategies:not_found", "No such strategies",
        $"There are no strategies {string.Join(", ", ids)}, or they were deleted; nothing was changed. "
            + "GET /api/v1/strategies lists them.",
        new Dictionary<string, object?> { ["strategy_ids"] = ids });

    public static ProblemHttpResult NoVersion(int id, int number, int newest) => Problems.Of(
        StatusCodes.Status404NotFound, "strategies:no_such_version", "No such version",
        $"Strategy {id} has no version {number}: use 1 to {newest}. GET /api/v1/strategies/{id}/versions lists them.");

    public static ProblemHttpResult SameVersion(int number, int current) => Problems.Of(
        StatusCodes.Status409Conflict, "strategies:same_version", "The versions do not differ",
        $"Version {number} is the same as the present version {current}: nothing was changed.");

    /// <summary>422: it could be read, and is no strategy that can be run.</summary>
    public static ProblemHttpResult BadCode(ScanResult result)
    {
        var errors = new ValidationErrors();
        foreach (var found in result.Findings)
        {
            errors.Add(found.File is null ? "files" : "files." + found.File,
                (found.Line is null ? "" : $"line {found.Line}: ") + found.Message);
        }

        errors.Require(errors.Any || result.Classes.Count > 0, "files",
            "There is no strategy class: FreqTrade looks in the .py files at the top for classes that derive from "
                + "IStrategy.");
        return Problems.Of(
            StatusCodes.Status422UnprocessableEntity, "strategies:code", "The code cannot be used",
            string.Join(" ", errors.ByField.Select(error => $"{error.Key}: {error.Value}")),
            new Dictionary<string, object?> { ["errors"] = errors.ByField, ["checks"] = result.Checks });
    }

    public static ProblemHttpResult ScanBusy() => Problems.Of(
        StatusCodes.Status503ServiceUnavailable, "strategies:scan_busy", "Other code is being looked through",
        "Nothing was changed; try again in half a minute.");

    public static ProblemHttpResult NoFreqTrade(string reason) => Problems.Of(
        StatusCodes.Status503ServiceUnavailable, "strategies:no_freqtrade", "FreqTrade cannot be run here",
        $"The code could not be looked through: {reason}");

    public static ProblemHttpResult NameTaken(string name) => Problems.Of(
        StatusCodes.Status409Conflict, "strategies:name_taken", "The name is taken",
        $"Another strategy is called '{name}': choose another name.",
        new Dictionary<string, object?>
        {
            ["errors"] = new Dictionary<string, string> { ["name"] = "Choose another name." },
        });

    public static ProblemHttpResult TooMany() => Problems.Of(
        StatusCodes.Status409Conflict, "strategies:too_many", "There are as many strategies as there can be",
        $"An installation holds {Strategy.MaxStrategies} strategies: delete one that is not needed.");

    public static ProblemHttpResult Changed(int version) => Problems.Of(
        StatusCodes.Status412PreconditionFailed, "strategies:changed", "Someone else changed the strategy",
        $"If-Match is not its present version, \"{version}\": read it again, then send your change with the new ETag.");

    public static ProblemHttpResult KeyReused() => Problems.Of(
        StatusCodes.Status422UnprocessableEntity, "idempotency:key_reused",
        "The Idempotency-Key was used for another request",
        "Send a new key with a new request; send the same body to repeat the old one.");

    public static ProblemHttpResult UnknownCommand(string command, IReadOnlyList<string> names) => Problems.Of(
        StatusCodes.Status400BadRequest, "strategies:unknown_command", "Unknown command",
        $"There is no command '{command}'. There are: {string.Join(", ", names)}.",
        new Dictionary<string, object?> { ["commands"] = names });

    public static ProblemHttpResult InvalidCommand(string command, IReadOnlyDictionary<string, string> errors) =>
        Problems.Of(
            StatusCodes.Status400BadRequest, "strategies:invalid_command", "The command's body is not valid",
            $"{command}: " + string.Join(" ", errors.Select(error => $"{error.Key}: {error.Value}")),
            new Dictionary<string, object?> { ["errors"] = errors });

    public static ProblemHttpResult CommandRefused(string command, string reason) => Problems.Of(
        StatusCodes.Status409Conflict, "strategies:command_refused", "FreqTrade refused the command",
        $"{command}: {reason}");

    public static ProblemHttpResult CommandFailed(int status, string command, string reason) => Problems.Of(
        status, "strategies:command_failed", "The command was not carried out", $"{command}: {reason}");

    public static ProblemHttpResult CommandUnanswered(string command, TimeSpan waited) =>
        CommandUnanswered(command, $"no answer within {waited.TotalSeconds:0} s.");

    public static ProblemHttpResult CommandUnanswered(string command, string reason) => Problems.Of(
        StatusCodes.Status504GatewayTimeout, "strategies:command_unanswered", "The instance did not answer",
        $"{command}: {reason} Whether it was carried out is not known: look at the strategy before you repeat it.");

    public static ProblemHttpResult NotRunning(int status, string reason) => Problems.Of(
        status, "strategies:not_running", "The instance takes no commands now", reason);

    public static ProblemHttpResult Unavailable(string service) => Problems.Of(
        StatusCodes.Status503ServiceUnavailable, "forwarding:unavailable", "A part of the system does not answer",
        $"The service {service} cannot be reached. Nothing was changed; try again in a few seconds.");

    private static ProblemHttpResult Invalid(IReadOnlyDictionary<string, string> errors) => Problems.Of(
        StatusCodes.Status400BadRequest, "strategies:invalid", "The strategy is not valid",
        string.Join(" ", errors.Select(error => $"{error.Key}: {error.Value}")),
        new Dictionary<string, object?> { ["errors"] = errors });
}
