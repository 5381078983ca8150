using System.Text.RegularExpressions;

namespace BtcWatcher.Services.Supervisor.Lifecycle;

/// <summary>A Python module that a strategy imports and its version of FreqTrade has not.</summary>
internal static partial class MissingModule
{
    public static string? In(string log) =>
        Named().Match(log) is { Success: true } match ? match.Groups[1].Value.Split('.')[0] : null;

    public static string Remedy(string module) =>
        $"no Python module '{module}' here: install a FreqTrade version with the package that brings it, by "
        + "POST /api/v1/freqtrade/install with \"packages\", and upgrade to it";

    // ModuleNotFoundError: No module named 'x'
    [GeneratedRegex(@"No module named ['""]?([A-Za-z_][\w.]*)")]
    private static partial Regex Named();
}
