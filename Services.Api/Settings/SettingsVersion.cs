using System.Text.Json;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Api.Settings;

/// <summary>A version of all settings together; a row is never changed.</summary>
internal sealed class SettingsVersion
{
    public required long Version { get; init; }

    /// <summary>Of the values in force, without secrets.</summary>
    public required byte[] Hash { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>files, override or rollback.</summary>
    public required string Cause { get; init; }
    public required string Actor { get; init; }
    public Guid? ActorId { get; init; }
    public string? Note { get; init; }

    /// <summary>All overrides of this version: setting to value.</summary>
    public required string Overrides { get; init; }

    /// <summary>A list of <see cref="SettingChange"/>.</summary>
    public required string Changes { get; init; }

    public Dictionary<string, JsonNode> ReadOverrides() => Parse<Dictionary<string, JsonNode>>(Overrides);

    public IReadOnlyList<SettingChange> ReadChanges() => Parse<SettingChange[]>(Changes);

    private static T Parse<T>(string json) => JsonSerializer.Deserialize<T>(json, MessageJson.Options)!;
}

/// <summary>A value in force that became another; null where there was none.</summary>
internal sealed record SettingChange(string Key, JsonNode? Before, JsonNode? After);
