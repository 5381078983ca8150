using System.Text.Json.Nodes;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Settings;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Settings;

/// <summary>Body of setting one override.</summary>
internal sealed record OverrideRequest(JsonNode? Value, string? Note);

/// <summary>One override; the environment may still win over it.</summary>
internal sealed record OverrideItem(string Key, JsonNode Value, SettingSource Source);

/// <summary>The overrides in force.</summary>
internal sealed record OverrideList(IReadOnlyList<OverrideItem> Items, long Version);

/// <summary>Answer to a change: the version that has it, and the values in force that became others.</summary>
internal sealed record SettingsUpdated(string Status, long Version, IReadOnlyList<SettingChange> Changes);

/// <summary>/api/v1/system/config/overrides, and PATCH of /api/v1/system/config/{name}</summary>
internal static class OverrideEndpoints
{
    public static void MapOverrides(this IEndpointRouteBuilder group)
    {
        group.MapGet("/overrides", List).RequireAuthorization(Policies.Viewer).WithName("ListConfigOverrides");
        group.MapPut("/overrides/{key}", PutAsync).RequireAuthorization(Policies.Admin).WithName("SetConfigOverride");
        group.MapDelete("/overrides/{key}", DeleteAsync).RequireAuthorization(Policies.Admin)
            .WithName("RemoveConfigOverride");
        group.MapPatch("/{name}", PatchAsync).RequireAuthorization(Policies.Admin).WithName("ChangeConfig");
    }

    private static Ok<OverrideList> List(FileSettings settings)
    {
        var layers = settings.Layers;
        return TypedResults.Ok(new OverrideList(
            [.. layers.Overrides.OrderBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => new OverrideItem(one.Key, one.Value, layers.SourceOf(one.Key)))],
            layers.Settings.Version));
    }

    private static async Task<Results<Ok<SettingsUpdated>, ProblemHttpResult>> PutAsync(
        string key, OverrideRequest body, HttpRequest request, FileSettings settings, CancellationToken ct) =>
        body.Value is null
            ? SettingsProblems.Invalid("value", "Send a value; DELETE takes the override away.")
            : await ChangeAsync([(key, body.Value)], body.Note, request, settings, ct);

    private static async Task<Results<Ok<SettingsUpdated>, ProblemHttpResult>> DeleteAsync(
        string key, HttpRequest request, FileSettings settings, CancellationToken ct, string? note = null) =>
        settings.Layers.Overrides.Keys.Any(set => SettingsLayers.Covers(key, set))
            ? await ChangeAsync([(key, null)], note, request, settings, ct)
            : SettingsProblems.NoOverride(key);

    private static async Task<Results<Ok<SettingsUpdated>, ProblemHttpResult>> PatchAsync(
        string name, JsonObject body, HttpRequest request, FileSettings settings, CancellationToken ct,
        string? note = null)
    {
        if (!ConfigNames.All.Contains(name)) return SettingsProblems.NotFound(name);
        var asked = OverrideRules.Flatten(body, ConfigNames.PrefixOf(name)).ToList();
        return asked.Count > 0
            ? await ChangeAsync(asked, note, request, settings, ct)
            : SettingsProblems.Invalid("body", "Name at least one setting.");
    }

    private static async Task<Results<Ok<SettingsUpdated>, ProblemHttpResult>> ChangeAsync(
        List<(string Key, JsonNode? Value)> asked, string? note, HttpRequest request, FileSettings settings,
        CancellationToken ct)
    {
        foreach (var (key, value) in asked)
        {
            if (OverrideRules.Judge(key, value) is { } whatToDo) return SettingsProblems.Invalid(key, whatToDo);
        }

        if (OverrideRules.JudgeNote(note) is { } noteRule) return SettingsProblems.Invalid("note", noteRule);
        if (asked.Count + settings.Layers.Overrides.Count > OverrideRules.MaxOverrides)
        {
            return SettingsProblems.Invalid("body", $"There may be at most {OverrideRules.MaxOverrides} overrides.");
        }

        return await RunAsync(
            settings,
            new(SettingsCause.Override, present => Merge(present, asked), note,
                IfVersion(request)), ct);
    }

    /// <summary>Carries a request out.</summary>
    public static async Task<Results<Ok<SettingsUpdated>, ProblemHttpResult>> RunAsync(
        FileSettings settings, SettingsRequest request, CancellationToken ct)
    {
        try
        {
            return await settings.ChangeAsync(request, ct) is { } version
                ? TypedResults.Ok(new SettingsUpdated("success", version.Version, version.ReadChanges()))
                : SettingsProblems.Changed(settings.Current.Version);
        }
        catch (SettingsException refused)
        {
            return SettingsProblems.Invalid(refused);
        }
    }

    /// <summary>The version in If-Match; one that is no version fits none.</summary>
    public static long? IfVersion(HttpRequest request)
    {
        var tag = request.Headers.IfMatch.ToString();
        if (tag.Length == 0 || tag == "*") return null;
        return long.TryParse(tag.Trim('"'), out var version) ? version : -1;
    }

    // What is set below a setting, such as an entry of a map, goes with it.
    private static Dictionary<string, JsonNode> Merge(
        Dictionary<string, JsonNode> present, List<(string Key, JsonNode? Value)> asked)
    {
        foreach (var (key, value) in asked)
        {
            foreach (var below in present.Keys.Where(set => SettingsLayers.Covers(key, set)).ToList())
            {
                present.Remove(below);
            }

            if (value is not null) present[key] = value;
        }

        return present;
    }
}
