using System.Globalization;

namespace BtcWatcher.Services.Supervisor.Processes;

/// <summary>Runs a program as another user without any privilege, as supervise.sh does it.</summary>
internal static class OtherUser
{
    /// <summary>What is put before the program's own words; nothing for the present user.</summary>
    public static string[] Words(int? user) => user is not { } number ? [] :
    [
        "setpriv", string.Create(CultureInfo.InvariantCulture, $"--reuid={number}"),
        string.Create(CultureInfo.InvariantCulture, $"--regid={number}"), "--clear-groups", "--no-new-privs",
        "--inh-caps=-all", "--bounding-set=-all", "--",
    ];
}
