using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Settings;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BtcWatcher.Services.Api.Settings;

internal sealed record ThresholdRequest(double? ThresholdPercent);

/// <summary>Percent of all slots, and where it comes from: default, file, override or environment.</summary>
internal sealed record ThresholdView(double Threshold, SettingSource Source);

/// <summary>The original's fields, and the version of the settings that has it.</summary>
internal sealed record ThresholdSet(string Status, double Threshold, string Message, long Version);

/// <summary>
/// /api/v1/system/capacity/alert-threshold: the original's address for one setting, which Monitoring reads.
/// </summary>
internal static class CapacityThreshold
{
    private const string Key = "system.monitoring.capacity_alert_threshold";

    public static void MapCapacityThreshold(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/system/capacity/alert-threshold").WithTags("Settings");
        group.MapGet("/", Read).RequireAuthorization(Policies.Viewer).WithName("GetCapacityAlertThreshold");
        group.MapPost("/", SetAsync).RequireAuthorization(Policies.Admin).WithName("SetCapacityAlertThreshold");
    }

    private static Ok<ThresholdView> Read(FileSettings settings) =>
        TypedResults.Ok(new ThresholdView(InForce(settings), settings.Layers.SourceOf(Key)));

    // The original's server took it from the query, its web page sent a body. Bound by hand: an endpoint that declares a
    // body does not match a request without one, which then would go to the service behind.
    private static async Task<Results<Ok<ThresholdSet>, ProblemHttpResult>> SetAsync(
        FileSettings settings, HttpRequest http, [FromQuery(Name = "threshold_percent")] double? fromQuery,
        CancellationToken ct)
    {
        var request = await ReadAsync(http, ct);
        if ((request?.ThresholdPercent ?? fromQuery) is not (>= 0 and <= 100) and var asked)
        {
            return SettingsProblems.Invalid(
                "threshold_percent", asked is null ? "Send it: 0 to 100." : "Use a number from 0 to 100.");
        }

        var threshold = (request?.ThresholdPercent ?? fromQuery)!.Value;
        if (settings.Layers.SourceOf(Key) == SettingSource.Environment)
        {
            return SettingsProblems.Invalid("threshold_percent", "The environment sets it, which wins over this.");
        }

        var wish = new SettingsRequest(SettingsCause.Override, present => With(present, threshold), null, null);
        try
        {
            var version = await settings.ChangeAsync(wish, ct);
            var text = threshold.ToString("0.0###", CultureInfo.InvariantCulture);
            return TypedResults.Ok(new ThresholdSet(
                "success", InForce(settings), $"Capacity alert threshold set to {text}%", version!.Version));
        }
        catch (SettingsException refused)
        {
            return SettingsProblems.Invalid(refused);
        }
    }

    private static async Task<ThresholdRequest?> ReadAsync(HttpRequest http, CancellationToken ct)
    {
        if (!http.HasJsonContentType()) return null;
        try
        {
            return await http.ReadFromJsonAsync<ThresholdRequest>(ct);
        }
        catch (JsonException malformed)
        {
            // As for every other body, the field is named.
            throw new BadHttpRequestException(malformed.Message, StatusCodes.Status400BadRequest, malformed);
        }
    }

    private static double InForce(FileSettings settings) => settings.Current.System.Monitoring.CapacityAlertThreshold;

    private static Dictionary<string, JsonNode> With(Dictionary<string, JsonNode> present, double threshold) =>
        new(present) { [Key] = JsonValue.Create(threshold) };
}
