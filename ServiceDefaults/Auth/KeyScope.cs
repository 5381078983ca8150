using System.Globalization;
using BtcWatcher.ServiceDefaults.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BtcWatcher.ServiceDefaults.Auth;

/// <summary>
/// Tells which strategies a request touches; an endpoint without it is closed to keys of some strategies.
/// </summary>
/// <param name="StrategiesOf">Their numbers as the request has them; empty when it touches others or all.</param>
public sealed record StrategyScope(Func<HttpContext, IReadOnlyCollection<string?>> StrategiesOf);

/// <summary>Marks endpoints for API keys that are limited to some strategies.</summary>
public static class StrategyScopes
{
    private const string RoutePart = "/strategies/{id:int}";

    /// <summary>For a group: those of its routes that begin with one strategy's number.</summary>
    public static T ForStrategyRoutes<T>(this T builder)
        where T : IEndpointConventionBuilder => builder.WithMetadata(new StrategyScope(OfRoute));

    /// <summary>For a list that strategy_id narrows.</summary>
    public static T ForStrategyQuery<T>(this T builder)
        where T : IEndpointConventionBuilder =>
        builder.WithMetadata(new StrategyScope(context => [.. context.Request.Query["strategy_id"]]));

    /// <summary>For what is open to every key: it touches no strategy, or passes the request on to who looks.</summary>
    public static T ForEveryKey<T>(this T builder)
        where T : IEndpointConventionBuilder => builder.WithMetadata(new AnyStrategy());

    private static string?[] OfRoute(HttpContext context) =>
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.Contains(RoutePart, StringComparison.Ordinal)
            is true
            ? [Convert.ToString(context.GetRouteValue("id"), CultureInfo.InvariantCulture)]
            : [];

    internal sealed record AnyStrategy;
}

/// <summary>Holds API keys to their limits, at every endpoint but the anonymous ones.</summary>
internal sealed class KeyScopeGate(RequestDelegate next)
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Options];

    public Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is null || !context.User.IsApiKey()
            || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return next(context);
        }

        if (context.User.IsReadOnly() && !Reading.Contains(context.Request.Method))
        {
            return RefuseAsync(context, "auth:key_read_only", "This API key only reads.");
        }

        return context.User.Strategies() is { } allowed && !IsWithin(context, endpoint, allowed)
            ? RefuseAsync(
                context, "auth:key_scope",
                $"This API key is limited to strategies {string.Join(", ", allowed.Order())}: use their own addresses, "
                + "or narrow a list of signals with strategy_id.")
            : next(context);
    }

    private static bool IsWithin(HttpContext context, Endpoint endpoint, IReadOnlySet<int> allowed)
    {
        if (endpoint.Metadata.GetMetadata<StrategyScopes.AnyStrategy>() is not null) return true;
        var touched = endpoint.Metadata.GetMetadata<StrategyScope>()?.StrategiesOf(context) ?? [];
        return touched.Count > 0 && touched.All(text =>
            int.TryParse(text, CultureInfo.InvariantCulture, out var id) && allowed.Contains(id));
    }

    private static Task RefuseAsync(HttpContext context, string type, string detail) =>
        Problems.Of(StatusCodes.Status403Forbidden, type, "The API key does not allow this", detail)
            .ExecuteAsync(context);
}
