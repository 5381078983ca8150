using System.Security.Claims;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Proxies;

/// <summary>/api/v1/proxies</summary>
internal static class ProxyEndpoints
{
    public static void AddProxies(this IServiceCollection services)
    {
        services.AddOptions<ProxyOptions>().BindConfiguration(ProxyOptions.Section)
            .Validate(
                options => options.PollInterval >= TimeSpan.FromMilliseconds(50)
                    && options.PollInterval <= TimeSpan.FromMinutes(10),
                "Proxies:PollInterval must be from 00:00:00.05 to 00:10:00.")
            .ValidateOnStart();
        services.AddSingleton<ProxyProbe>().AddScoped<ProxyChanges>().AddScoped<ProxyChecks>();
        services.AddHostedService<ProxyWatch>();
    }

    public static void MapProxies(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/proxies").WithTags("Proxies").RequireAuthorization(Policies.Viewer);
        group.MapGet("/", ListAsync).WithName("ListProxies");
        group.MapGet("/{id:guid}", ReadAsync).WithName("ReadProxy");
        group.MapPost("/", CreateAsync).RequireAuthorization(Policies.Admin).WithName("CreateProxy");
        group.MapPut("/{id:guid}", UpdateAsync).RequireAuthorization(Policies.Admin).WithName("UpdateProxy");
        group.MapDelete("/{id:guid}", DeleteAsync).RequireAuthorization(Policies.Admin).WithName("DeleteProxy");
        group.MapPost("/order", OrderAsync).RequireAuthorization(Policies.Admin).WithName("OrderProxies");
        group.MapPost("/{id:guid}/test", TestAsync).RequireAuthorization(Policies.Operator).WithName("TestProxy");
    }

    private static async Task<Ok<Page<ProxyItem>>> ListAsync(ApiDbContext db, ISettings settings, CancellationToken ct)
    {
        var items = await ItemsAsync(db, settings, ct);
        return TypedResults.Ok(new Page<ProxyItem>(items, null, items.Count));
    }

    private static async Task<Results<Ok<ProxyItem>, ProblemHttpResult>> ReadAsync(
        Guid id, HttpResponse response, ApiDbContext db, ISettings settings, CancellationToken ct)
    {
        var items = await ItemsAsync(db, settings, ct);
        if (items.FirstOrDefault(one => one.ProxyId == id) is not { } item) return ProxyProblems.NotFound(id);
        response.Headers.ETag = ProxyChanges.TagOf(item.Revision);
        return TypedResults.Ok(item);
    }

    private static async Task<Results<Created<ProxyCreated>, ProblemHttpResult>> CreateAsync(
        ProxyRequest request, ProxyChanges changes, CancellationToken ct)
    {
        if (ProxyRules.Judge(request, isNew: true) is { Any: true } errors) return ProxyProblems.Invalid(errors);
        var (proxy, problem) = await changes.CreateAsync(request, ct);
        if (proxy is null) return problem!;
        return TypedResults.Created($"/api/v1/proxies/{proxy.Id}", new ProxyCreated(proxy.Id, "created"));
    }

    private static async Task<Results<Ok<ProxyItem>, ProblemHttpResult>> UpdateAsync(
        Guid id, ProxyRequest request, HttpContext context, ApiDbContext db, ProxyChanges changes, ISettings settings,
        CancellationToken ct)
    {
        if (ProxyRules.Judge(request, isNew: false) is { Any: true } errors) return ProxyProblems.Invalid(errors);
        var (proxy, problem) = await changes.UpdateAsync(id, request, context.Request.Headers.IfMatch, ct);
        if (proxy is null) return problem!;
        return await ReadAsync(id, context.Response, db, settings, ct);
    }

    private static async Task<Results<Ok<ProxyDeleted>, ProblemHttpResult>> DeleteAsync(
        Guid id, ProxyChanges changes, CancellationToken ct) =>
        await changes.DeleteAsync(id, ct) is { } problem ? problem : TypedResults.Ok(new ProxyDeleted(id, "deleted"));

    private static async Task<Results<Ok<Page<ProxyItem>>, ProblemHttpResult>> OrderAsync(
        ProxyOrder body, ApiDbContext db, ProxyChanges changes, ISettings settings, CancellationToken ct)
    {
        if (body.ProxyIds is null) return ProxyProblems.Invalid("proxy_ids", "Send all, the preferred one first.");
        if (await changes.OrderAsync(body.ProxyIds, ct) is { } problem) return problem;
        return await ListAsync(db, settings, ct);
    }

    /// <summary>Really asks through the proxy; with the usual URL it counts as a check.</summary>
    private static async Task<Results<Ok<ProxyTested>, ProblemHttpResult>> TestAsync(
        Guid id, ProxyTest body, ClaimsPrincipal caller, ApiDbContext db, ProxyChecks checks, ProxyProbe probe,
        AuditTrail audit, CancellationToken ct)
    {
        if (await db.Proxies.SingleOrDefaultAsync(row => row.Id == id, ct) is not { } proxy)
        {
            return ProxyProblems.NotFound(id);
        }

        Uri? target = null;
        if (body.Url is not null && (target = ProxyRules.TargetOf(body.Url)) is null)
        {
            return ProxyProblems.Invalid("url", "Use an http or https address without credentials.");
        }

        // What a proxy can reach is not for everybody to find out.
        if (target is not null && !caller.IsInRole(Policies.Admin))
        {
            return Problems.Of(
                StatusCodes.Status403Forbidden, "proxies:own_target", "Only an admin chooses what is asked",
                "url: leave it out to ask proxy.health_check.test_url.");
        }

        audit.Add(db, AuditActions.ProxyTested, new("proxy", $"{id}", proxy.Name));
        await db.SaveChangesAsync(ct);
        var tested = target is null ? await checks.CheckAsync(id, ct) : await probe.RunAsync(proxy, target, ct);
        return tested is null ? ProxyProblems.NotFound(id) : TypedResults.Ok(tested);
    }

    private static async Task<IReadOnlyList<ProxyItem>> ItemsAsync(
        ApiDbContext db, ISettings settings, CancellationToken ct)
    {
        var all = await db.Proxies.AsNoTracking().OrderBy(row => row.Position).ToListAsync(ct);
        var users = await db.ProxyUsersAsync(ct);
        var rates = await db.ProxyRatesAsync(ct);
        var direct = settings.Current.Proxy.Failover.EnableDirectConnection;
        return
        [
            .. all.Select(row => new ProxyItem(
                row.Id, row.Name, row.Type, row.Host, row.Port, row.CredentialsSealed is not null, row.Enabled,
                row.Position, row.Status, ProxyRouting.Effective(row, all, direct)?.Id, row.LatencyMs,
                rates.TryGetValue(row.Id, out var rate) ? rate : null, row.Reason, row.CheckedAt, row.NextCheckAt,
                [.. users[row.Id].Select(user => user.StrategyId)], row.Revision, row.CreatedAt, row.UpdatedAt)),
        ];
    }
}
