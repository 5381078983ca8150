using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Api.Strategies;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Proxies;

internal static class ProxyProblems
{
    public static ProblemHttpResult NotFound(Guid id) => Problems.Of(
        StatusCodes.Status404NotFound, "proxies:not_found", "No such proxy",
        $"There is no proxy {id}. GET /api/v1/proxies lists them.");

    public static ProblemHttpResult Invalid(ValidationErrors errors) => Problems.Of(
        StatusCodes.Status400BadRequest, "proxies:invalid", "The proxy is not valid",
        string.Join(" ", errors.ByField.Select(error => $"{error.Key}: {error.Value}")),
        new Dictionary<string, object?> { ["errors"] = errors.ByField });

    public static ProblemHttpResult Invalid(string field, string whatToDo)
    {
        var errors = new ValidationErrors();
        errors.Add(field, whatToDo);
        return Invalid(errors);
    }

    public static ProblemHttpResult NameTaken(string name) => Problems.Of(
        StatusCodes.Status409Conflict, "proxies:name_taken", "The name is taken",
        $"name: there is a proxy '{name}' already, choose another name.");

    public static ProblemHttpResult TooMany() => Problems.Of(
        StatusCodes.Status409Conflict, "proxies:too_many", "There are too many proxies",
        $"There may be {Proxy.MaxProxies}: delete one that no strategy uses.");

    public static ProblemHttpResult InUse(IReadOnlyList<ProxyUser> strategies) => Problems.Of(
        StatusCodes.Status409Conflict, "proxies:in_use", "The proxy is in use",
        $"It is the proxy of {string.Join(", ", strategies.Select(one => $"{one.StrategyId} ({one.Name})"))}: "
        + "give these strategies another proxy_id, or \"none\", first.",
        new Dictionary<string, object?> { ["strategies"] = strategies });

    public static ProblemHttpResult Changed() => Problems.Of(
        StatusCodes.Status412PreconditionFailed, "proxies:changed", "The proxy was changed meanwhile",
        "Read it again, then repeat your change with the new ETag.");
}
