using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Upgrades;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Versions;

internal static class VersionEndpoints
{
    public static void MapVersions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/internal/freqtrade").RequireAuthorization(Policies.Service)
            .WithTags("FreqTrade");
        group.MapGet("/versions", List).WithName("ListFreqTradeVersions");
        group.MapGet("/versions/{version}", Get).WithName("GetFreqTradeVersion");
        group.MapGet("/version/current", GetCurrentAsync).WithName("GetCurrentFreqTrade");
        group.MapPost("/install", InstallAsync).WithName("InstallFreqTrade");
        group.MapPost("/versions/{version}/verify", Verify).WithName("VerifyFreqTrade");
        group.MapDelete("/versions/{version}", RemoveAsync).WithName("RemoveFreqTrade");
    }

    private static Ok<Page<VersionView>> List(VersionViews views)
    {
        var all = views.All();
        return TypedResults.Ok(new Page<VersionView>(all, null, all.Count));
    }

    private static Results<Ok<VersionView>, ProblemHttpResult> Get(string version, VersionViews views) =>
        views.Find(version) is { } view ? TypedResults.Ok(view) : VersionProblems.NotFound(version);

    private static async Task<Ok<CurrentView>> GetCurrentAsync(
        VersionViews views, Programs programs, UpgradeStore upgrades, IOptions<InstallationOptions> installation,
        CancellationToken ct)
    {
        var details = programs.CurrentName is { } name ? views.Find(name) : null;
        var active = await upgrades.FindActiveAsync(ct);
        return TypedResults.Ok(new CurrentView(
            programs.CurrentName, details is null ? null : details with { Log = null }, details?.Checks ?? [],
            views.Instances(), active is null ? null : UpgradeView.Of(active), installation.Value.Simulated));
    }

    private static async Task<Results<Accepted<VersionAccepted>, ProblemHttpResult>> InstallAsync(
        InstallRequest request, VersionRegistration registration, VersionStore store, VersionWork work,
        IOptions<InstallationOptions> installation, CancellationToken ct)
    {
        if (request.Problem() is { } wrong) return VersionProblems.Invalid(wrong.Field, wrong.WhatToDo);
        if (request.Command is { } command)
        {
            var (registered, problem) = await registration.RunAsync(command, request.Version, ct);
            if (registered is null) return problem!;
            // Should something else be done now, it is verified by hand or by the upgrade.
            work.TryVerify(registered);
            return Accepted(registered, "registered");
        }

        var version = request.Version!;
        if (installation.Value.Simulated) return VersionProblems.Simulated();
        if (store.Find(version) is { ReplacedBy: null }) return VersionProblems.Exists(version);
        return work.TryInstall(version, request.Packages ?? []) ? Accepted(version, "is being installed")
            : VersionProblems.Busy(work.Now);
    }

    private static Results<Accepted<VersionAccepted>, ProblemHttpResult> Verify(
        string version, VersionStore store, VersionWork work) =>
        store.Find(version) is null ? VersionProblems.NotFound(version)
            : work.TryVerify(version) ? Accepted(version, "is being verified")
            : VersionProblems.Busy(work.Now);

    private static async Task<Results<Ok<VersionRemoved>, ProblemHttpResult>> RemoveAsync(
        string version, VersionRemoval removal, CancellationToken ct) =>
        await removal.RunAsync(version, ct) is { } problem ? problem
            : TypedResults.Ok(new VersionRemoved(version, "deleted"));

    private static Accepted<VersionAccepted> Accepted(string version, string what) => TypedResults.Accepted(
        $"/api/v1/freqtrade/versions/{version}",
        new VersionAccepted(
            "accepted", version, version, $"FreqTrade {version} {what}; its state shows the progress."));
}

internal sealed record VersionRemoved(string Version, string Status);
