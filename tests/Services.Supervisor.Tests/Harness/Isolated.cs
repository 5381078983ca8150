using BtcWatcher.Services.Supervisor.Folders;

namespace BtcWatcher.Services.Supervisor.Tests.Harness;

/// <summary>Whether these tests may change users.</summary>
internal static class Isolated
{
    public const string NotRoot = "Not root: instances run as the tests' own user here.";

    public const UnixFileMode Through = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static bool IsPossible => FileOwner.Own.User == 0;
}
