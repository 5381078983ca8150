using System.Text.Json.Nodes;

namespace BtcWatcher.Services.Api.Settings;

/// <summary>Why a new version of the settings is made.</summary>
internal static class SettingsCause
{
    public const string Files = "files";
    public const string Override = "override";
    public const string Rollback = "rollback";
}

/// <summary>A person's wish for other overrides.</summary>
/// <param name="Cause">One of <see cref="SettingsCause"/>.</param>
/// <param name="Next">Makes the new overrides of the present ones.</param>
/// <param name="IfVersion">Only if this is still the version.</param>
internal sealed record SettingsRequest(
    string Cause, Func<Dictionary<string, JsonNode>, Dictionary<string, JsonNode>> Next, string? Note,
    long? IfVersion);
