using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Settings;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BtcWatcher.Services.Api.Settings;

/// <summary>Answer to a reload.</summary>
internal sealed record ConfigReloaded(string Status, string Message, long Version);

/// <summary>/api/v1/system/config</summary>
internal static class SettingsEndpoints
{
    public static void MapSettings(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/system/config").WithTags("Settings");
        group.MapGet("/{name}", Read).RequireAuthorization(Policies.Viewer).WithName("ReadConfig");
        group.MapPost("/reload", ReloadAsync).RequireAuthorization(Policies.Admin).WithName("ReloadConfig");
        group.MapOverrides();
        group.MapSettingsHistory();
    }

    private static Results<Ok<object>, ProblemHttpResult> Read(
        string name, HttpResponse response, FileSettings settings, bool sources = false)
    {
        var layers = settings.Layers;
        if (ConfigNames.Read(name, layers.Settings) is not { } values) return SettingsProblems.NotFound(name);
        response.Headers.ETag = $"\"{layers.Settings.Version}\"";
        return TypedResults.Ok(sources ? ConfigSources.Of(name, layers) : values);
    }

    private static async Task<Results<Ok<ConfigReloaded>, ProblemHttpResult>> ReloadAsync(
        FileSettings settings, CancellationToken ct, [FromQuery(Name = "config_name")] string? configName = null)
    {
        if (configName is not (null or SettingsSections.System) && !ConfigNames.All.Contains(configName))
        {
            return SettingsProblems.NotFound(configName);
        }

        try
        {
            // All files: a version is of all settings together.
            var loaded = await settings.LoadAsync(ct);
            return TypedResults.Ok(new ConfigReloaded("success", "Config reloaded", loaded.Version));
        }
        catch (SettingsException broken)
        {
            return SettingsProblems.Broken(broken);
        }
    }
}
