using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.ServiceDefaults.Settings;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Settings;

internal static class SettingsProblems
{
    public static ProblemHttpResult NotFound(string name) => Problems.Of(
        StatusCodes.Status404NotFound, "settings:not_found", "No such settings",
        $"There are no settings '{name}': use one of {string.Join(", ", ConfigNames.All)}.");

    public static ProblemHttpResult NoOverride(string key) => Problems.Of(
        StatusCodes.Status404NotFound, "settings:no_override", "No such override",
        $"key: there is no override of '{key}'. GET /api/v1/system/config/overrides lists them.");

    public static ProblemHttpResult NoVersion(long version) => Problems.Of(
        StatusCodes.Status400BadRequest, "settings:invalid", "The settings are not valid",
        $"version: there is no version {version}. GET /api/v1/system/config/history lists them.",
        new Dictionary<string, object?>
        {
            ["errors"] = new Dictionary<string, string> { ["version"] = "Use a version of the history." },
        });

    public static ProblemHttpResult Changed(long? version) => Problems.Of(
        StatusCodes.Status412PreconditionFailed, "settings:changed", "The settings were changed meanwhile",
        $"They are at version {version} now: read them again, then repeat your change with the new ETag.");

    public static ProblemHttpResult Invalid(string field, string whatToDo) =>
        Invalid(new Dictionary<string, string> { [field] = whatToDo });

    /// <summary>Each error begins with its setting.</summary>
    public static ProblemHttpResult Invalid(SettingsException refused) => Invalid(
        refused.Errors.GroupBy(error => error.Split([' ', ':'], 2)[0])
            .ToDictionary(errors => errors.Key, errors => string.Join("; ", errors)));

    /// <summary>A file, which nobody sent.</summary>
    public static ProblemHttpResult Broken(SettingsException broken) => Problems.Of(
        StatusCodes.Status422UnprocessableEntity, "settings:invalid", "The settings cannot be used", broken.Message,
        new Dictionary<string, object?> { ["errors"] = broken.Errors });

    private static ProblemHttpResult Invalid(Dictionary<string, string> errors) => Problems.Of(
        StatusCodes.Status400BadRequest, "settings:invalid", "The settings are not valid",
        string.Join(" ", errors.Select(error => $"{error.Key}: {error.Value}")),
        new Dictionary<string, object?> { ["errors"] = errors });
}
