using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.Services.Api.Auth;
using BtcWatcher.Services.Api.Auth.GatewayLogin;
using BtcWatcher.Services.Api.Database;
using BtcWatcher.Services.Api.Proxies;
using BtcWatcher.Services.Api.Strategies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Internal;

/// <summary>What the other services ask, with a service token.</summary>
internal static class InternalEndpoints
{
    public static void MapInternal(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/internal").RequireAuthorization(Policies.Service).ExcludeFromDescription();
        group.MapGet("/keys", KeysAsync);
        group.MapGet("/settings", (ISettings settings) => TypedResults.Ok(settings.Current.WithoutSecrets()));
        group.MapGatewayLogin();
        group.MapPost("/auth/api-key", ApiKeyAsync);
        group.MapGet("/strategies", StrategiesAsync);
        group.MapGet("/strategies/{id:int}/versions/{version:int}", VersionAsync);
        group.MapGet("/desired-states", DesiredStatesAsync);
        group.MapGet("/proxies", ProxiesAsync);
    }

    private static async Task<Ok<UserKeySet>> KeysAsync(
        SigningKeys keys, SharedSigningKey shared, ApiDbContext db, CancellationToken ct) =>
        TypedResults.Ok(new UserKeySet(
            keys.Public, await keys.RevokedAsync(db, ct), shared.Current is { } common ? [common] : null));

    private static async Task<Results<Ok<ApiKeyGrant>, UnauthorizedHttpResult>> ApiKeyAsync(
        ApiKeyQuestion question, IApiKeys keys, CancellationToken ct) =>
        await keys.FindAsync(question.Key ?? "", question.Address, ct) is { } grant
            ? TypedResults.Ok(grant)
            : TypedResults.Unauthorized();

    private static async Task<Ok<IEnumerable<StrategyDefinition>>> StrategiesAsync(
        ApiDbContext db, StrategyDefinitions definitions, CancellationToken ct)
    {
        var rows = await db.Strategies.AsNoTracking().Where(row => row.DeletedAt == null)
            .OrderBy(row => row.Id).ToListAsync(ct);
        var known = await definitions.CurrentAsync(db, rows, ct);
        return TypedResults.Ok(rows.Where(row => known.ContainsKey(row.Id)).Select(row => known[row.Id]));
    }

    private static async Task<Results<Ok<StrategyDefinition>, ProblemHttpResult>> VersionAsync(
        int id, int version, ApiDbContext db, ISettings settings, InstallationKeys keys, CancellationToken ct)
    {
        if (await StrategyDefinitions.FullAsync(db, id, version, ct) is not { } definition)
        {
            return StrategyProblems.NotFound(id);
        }

        if (definition.Proxy is not { } proxy) return TypedResults.Ok(definition);
        var routes = (await ProxiesAsync(db, settings, keys, ct)).Value!;
        var url = routes.FirstOrDefault(route => route.ProxyId == proxy.Id)?.Url ?? "";
        return TypedResults.Ok(definition with { Proxy = proxy with { Url = url } });
    }

    private static async Task<Ok<IReadOnlyList<OutboundRoute>>> ProxiesAsync(
        ApiDbContext db, ISettings settings, InstallationKeys keys, CancellationToken ct) =>
        TypedResults.Ok(ProxyRouting.Routes(
            await db.Proxies.AsNoTracking().ToListAsync(ct),
            settings.Current.Proxy.Failover.EnableDirectConnection, keys));

    // With the deleted ones: a supervisor that missed the deletion must learn that they are to be stopped.
    private static async Task<Ok<IEnumerable<SetDesiredState>>> DesiredStatesAsync(
        ApiDbContext db, CancellationToken ct)
    {
        var rows = await db.Strategies.AsNoTracking().OrderBy(row => row.Id).ToListAsync(ct);
        return TypedResults.Ok(rows.Select(row => row.ToCommand()));
    }
}
