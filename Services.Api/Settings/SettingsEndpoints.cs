using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.ServiceDefaults.Settings;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Settings;

/// <summary>Answer to a reload.</summary>
internal sealed record ConfigReloaded(string Status, string Message, long Version);

/// <summary>/api/v1/system/config</summary>
internal static class SettingsEndpoints
{
    private const string Monitoring = "monitoring";

    public static void MapSettings(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/system/config").WithTags("Settings");
        group.MapGet("/{name}", Read).RequireAuthorization(Policies.Viewer).WithName("ReadConfig");
        group.MapPost("/reload", ReloadAsync).RequireAuthorization(Policies.Admin).WithName("ReloadConfig");
    }

    private static Results<Ok<object>, ProblemHttpResult> Read(string name, ISettings settings) => name switch
    {
        Monitoring => TypedResults.Ok<object>(InForce(settings.Current.System.Monitoring)),
        SettingsFiles.Notifications => TypedResults.Ok<object>(settings.Current.Notifications),
        SettingsFiles.Proxy => TypedResults.Ok<object>(settings.Current.Proxy),
        _ => NotFound(name),
    };

    private static async Task<Results<Ok<ConfigReloaded>, ProblemHttpResult>> ReloadAsync(
        FileSettings settings, CancellationToken ct,
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "config_name")] string? configName = null)
    {
        if (configName is not (null or Monitoring or SettingsFiles.System or SettingsFiles.Notifications
            or SettingsFiles.Proxy))
        {
            return NotFound(configName);
        }

        try
        {
            // All files: a version is of all settings together.
            var loaded = await settings.LoadAsync(ct);
            return TypedResults.Ok(new ConfigReloaded("success", "Config reloaded", loaded.Version));
        }
        catch (SettingsException broken)
        {
            return Problems.Of(
                StatusCodes.Status422UnprocessableEntity, "settings:invalid", "The settings cannot be used",
                broken.Message,
                new Dictionary<string, object?> { ["errors"] = broken.Errors });
        }
    }

    private static MonitoringSettings InForce(MonitoringSettings monitoring) => monitoring with
    {
        SystemStatusCacheTtl = monitoring.SystemStatusCacheTtl ?? 3 * monitoring.SystemStatusInterval,
        StrategyStatusCacheTtl = monitoring.StrategyStatusCacheTtl ?? 3 * monitoring.StrategyStatusInterval,
    };

    private static ProblemHttpResult NotFound(string name) => Problems.Of(
        StatusCodes.Status404NotFound, "settings:not_found", "No such settings",
        $"There are no settings '{name}': use {Monitoring}, {SettingsFiles.Notifications} or {SettingsFiles.Proxy}.");
}
