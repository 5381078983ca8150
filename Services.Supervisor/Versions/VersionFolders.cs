using System.Text.RegularExpressions;
using BtcWatcher.ServiceDefaults.Keys;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Versions;

/// <summary>
/// Where versions of FreqTrade and the databases kept before an upgrade are. Nothing here touches the disk.
/// </summary>
internal sealed partial class VersionFolders(IOptions<InstallationOptions> installation)
{
    // Not "freqtrade": with the default data folder that is where ./run installs the configured one.
    public string Root { get; } = Path.Combine(installation.Value.Data, "freqtrade-versions");

    public string Of(string version) => Path.Combine(Root, version);

    public string Manifest(string version) => Path.Combine(Of(version), "manifest.json");

    /// <summary>Says that what lies beside it is not complete, and ours to remove.</summary>
    public string Unfinished(string version) => Path.Combine(Of(version), "unfinished");

    public string Environment(string version) => Path.Combine(Of(version), "venv");

    /// <summary>What the last installation of this version printed; it outlives a failed one.</summary>
    public string Log(string version) => Path.Combine(Root, ".logs", version + ".log");

    /// <summary>Databases as they were before an upgrade.</summary>
    public string Backups => Path.Combine(Root, ".backups");

    public string BackupOf(Guid upgrade) => Path.Combine(Backups, upgrade.ToString());

    /// <summary>A name that is one folder and no option of a program.</summary>
    public static bool IsName(string version) => Name().IsMatch(version);

    [GeneratedRegex(@"\A[0-9A-Za-z][0-9A-Za-z.+_-]{0,39}\z")]
    private static partial Regex Name();
}
