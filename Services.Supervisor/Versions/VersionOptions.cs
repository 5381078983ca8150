using System.ComponentModel.DataAnnotations;

namespace BtcWatcher.Services.Supervisor.Versions;

/// <summary>How versions of FreqTrade are installed, tried and switched to.</summary>
internal sealed class VersionOptions
{
    public const string Section = "FreqTrade";

    /// <summary>Makes the environments of installed versions; FreqTrade wants 3.11 or newer.</summary>
    [Required(ErrorMessage = "FreqTrade:Python is empty: name the Python that makes environments, such as python3.")]
    public string Python { get; set; } = "python3";

    /// <summary>
    /// The set of packages that a release was tested with; {version} stands for it. Empty: without, and whatever is
    /// newest is installed (facts 2.6, 16).
    /// </summary>
    public string ConstraintsUrl { get; set; } =
        "https://raw.githubusercontent.com/freqtrade/freqtrade/{version}/requirements.txt";

    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan InstallTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long an instance must run on a new version, without a failure, before the next wave.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan HealthyFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many instances of a wave are stopped, copied and switched at once.</summary>
    [Range(1, 999)]
    public int SwitchAtOnce { get; set; } = 8;

    /// <summary>How many upgrades' databases are kept.</summary>
    [Range(1, 1000)]
    public int KeptBackups { get; set; } = 3;
}
