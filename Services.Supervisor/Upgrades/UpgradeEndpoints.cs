using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Supervisor.Versions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Supervisor.Upgrades;

internal sealed record UpgradeRequest(string? TargetVersion, string? RequestedBy);

internal sealed record RollbackRequest(string? RequestedBy);

internal static class UpgradeEndpoints
{
    private const int MostItems = 200;

    public static void MapUpgrades(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/internal/freqtrade").RequireAuthorization(Policies.Service)
            .WithTags("FreqTrade");
        group.MapPost("/upgrade", UpgradeAsync).WithName("UpgradeFreqTrade");
        group.MapPost("/rollback", RollBackAsync).WithName("RollBackFreqTrade");
        group.MapGet("/history", ListAsync).WithName("ListFreqTradeUpgrades");
        group.MapGet("/upgrades/{id:guid}", GetAsync).WithName("GetFreqTradeUpgrade");
    }

    private static async Task<Results<Accepted<UpgradeAccepted>, ProblemHttpResult>> UpgradeAsync(
        UpgradeRequest request, UpgradeRequests requests, CancellationToken ct)
    {
        if (request.TargetVersion is not { } target || !VersionFolders.IsName(target))
        {
            return VersionProblems.Invalid("target_version", "Name an installed version, such as 2025.9.");
        }

        var (upgrade, problem) = await requests.UpgradeAsync(target, request.RequestedBy, ct);
        return upgrade is null ? problem! : Accepted(upgrade, $"The upgrade to FreqTrade {target} has begun.");
    }

    private static async Task<Results<Accepted<UpgradeAccepted>, ProblemHttpResult>> RollBackAsync(
        RollbackRequest request, UpgradeRequests requests, CancellationToken ct)
    {
        var (upgrade, problem) = await requests.RollBackAsync(request.RequestedBy, ct);
        return upgrade is null ? problem! : Accepted(
            upgrade, $"The rollback from FreqTrade {upgrade.TargetVersion} to {upgrade.FromVersion} has begun.");
    }

    private static async Task<Results<Ok<Page<UpgradeView>>, ProblemHttpResult>> ListAsync(
        UpgradeStore store, CancellationToken ct, string? after = null, int limit = 50)
    {
        if (limit is < 1 or > MostItems) return VersionProblems.Invalid("limit", $"Use 1 to {MostItems}.");
        Guid? position = null;
        if (after is not null)
        {
            if (!Guid.TryParse(after, out var parsed))
            {
                return VersionProblems.Invalid("after", "Send what next was in the page before.");
            }

            position = parsed;
        }

        var rows = await store.ListAsync(position, limit + 1, ct);
        var next = rows.Count > limit ? rows[limit - 1].Id.ToString() : null;
        return TypedResults.Ok(new Page<UpgradeView>([.. rows.Take(limit).Select(UpgradeView.Of)], next, null));
    }

    private static async Task<Results<Ok<UpgradeDetail>, ProblemHttpResult>> GetAsync(
        Guid id, UpgradeStore store, CancellationToken ct) =>
        await store.FindAsync(id, ct) is { } upgrade
            ? TypedResults.Ok(UpgradeDetail.Of(
                upgrade, await store.MembersAsync(id, ct), await store.StepsAsync(id, ct)))
            : VersionProblems.UpgradeNotFound(id);

    private static Accepted<UpgradeAccepted> Accepted(Upgrade upgrade, string message) => TypedResults.Accepted(
        $"/api/v1/freqtrade/upgrades/{upgrade.Id}",
        new UpgradeAccepted("accepted", upgrade.Id, upgrade.Id, message));
}
