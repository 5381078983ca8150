using System.Runtime.InteropServices;

namespace BtcWatcher.Services.Supervisor.Folders;

/// <summary>
/// While it lives, this thread works on files with the rights of an instance folder's owner and no others: a strategy
/// may have put a link to anything there, and the supervisor must not follow it as root. A ref struct, since it holds
/// for one thread: no await inside.
/// </summary>
internal readonly ref partial struct OwnersView : IDisposable
{
    private readonly bool _isOther;

    private OwnersView(bool isOther) => _isOther = isOther;

    /// <exception cref="UnauthorizedAccessException">It is another's, and this process may not be him.</exception>
    public static OwnersView Of(InstanceFolder folder)
    {
        if (FileOwner.Of(folder.Path) is not { } owner || owner == FileOwner.Own) return default;
        _ = SetGroup(owner.Group);
        _ = SetUser(owner.User);
        // Neither call tells whether it worked; a second one gives what holds.
        if (SetUser(uint.MaxValue) == owner.User && SetGroup(uint.MaxValue) == owner.Group) return new(true);
        new OwnersView(true).Dispose();
        throw new UnauthorizedAccessException(
            $"{folder.Path} belongs to user {owner.User}, whose rights the supervisor may not take.");
    }

    public void Dispose()
    {
        if (!_isOther) return;
        _ = SetUser(FileOwner.Own.User);
        _ = SetGroup(FileOwner.Own.Group);
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial uint SetUser(uint user);

    [LibraryImport("libc", EntryPoint = "setfsgid")]
    private static partial uint SetGroup(uint group);
}
