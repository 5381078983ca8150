using System.Text.Json;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Settings;

namespace BtcWatcher.Services.Api.Settings;

/// <summary>What is other between two versions, by setting; secrets are masked.</summary>
internal static class SettingsDifference
{
    public static IReadOnlyList<SettingChange> Of(SettingsSnapshot before, SettingsSnapshot after)
    {
        var (old, now) = (Values(before), Values(after));
        return [.. old.Keys.Union(now.Keys)
            .Select(key => new SettingChange(key, old.GetValueOrDefault(key), now.GetValueOrDefault(key)))
            .Where(one => !JsonNode.DeepEquals(one.Before, one.After))
            .OrderBy(one => one.Key, StringComparer.Ordinal)];
    }

    private static Dictionary<string, JsonNode?> Values(SettingsSnapshot settings) =>
        SettingValue.Of(settings).ToDictionary(
            one => one.Key, one => JsonSerializer.SerializeToNode(one.Shown, MessageJson.Options));
}
