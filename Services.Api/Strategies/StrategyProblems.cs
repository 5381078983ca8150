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

    public static ProblemHttpResult UnknownCommand(string command) => Problems.Of(
        StatusCodes.Status400BadRequest, "strategies:unknown_command", "Unknown command",
        $"There is no command '{command}': use start, stop or reload_config.");

    public static ProblemHttpResult Unavailable(string service) => Problems.Of(
        StatusCodes.Status503ServiceUnavailable, "forwarding:unavailable", "A part of the system does not answer",
        $"The service {service} cannot be reached. Nothing was changed; try again in a few seconds.");

    private static ProblemHttpResult Invalid(IReadOnlyDictionary<string, string> errors) => Problems.Of(
        StatusCodes.Status400BadRequest, "strategies:invalid", "The strategy is not valid",
        string.Join(" ", errors.Select(error => $"{error.Key}: {error.Value}")),
        new Dictionary<string, object?> { ["errors"] = errors });
}
