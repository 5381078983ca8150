using System.ComponentModel.DataAnnotations;

namespace BtcWatcher.ServiceDefaults.Keys;

/// <summary>What is the same for all services of one installation.</summary>
public sealed class InstallationOptions
{
    public const string Section = "Installation";

    /// <summary>The installation's one secret; whoever has it can open everything that is sealed.</summary>
    [Required(ErrorMessage =
        "Installation:Key is missing. The AppHost gives it to every service as Installation__Key.")]
    [MinLength(32, ErrorMessage = "Installation:Key needs at least 32 characters.")]
    public string Key { get; set; } = "";

    /// <summary>Absolute path of the data folder; empty where a service has no files.</summary>
    public string Data { get; set; } = "";

    /// <summary>True when the Simulator stands in for FreqTrade.</summary>
    public bool Simulated { get; set; }
}
