using System.Runtime.InteropServices;

namespace BtcWatcher.Services.Supervisor.Folders;

/// <summary>To whom a file or folder belongs; a link is not followed.</summary>
internal readonly partial record struct FileOwner(uint User, uint Group)
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint Wanted = 0x18;

    // struct statx of the kernel's user interface, the same on every processor.
    private const int Size = 256;
    private const int UserAt = 20;
    private const int GroupAt = 24;

    /// <summary>The supervisor itself.</summary>
    public static FileOwner Own { get; } = new(EffectiveUser(), EffectiveGroup());

    /// <summary>Null when there is nothing.</summary>
    public static FileOwner? Of(string path)
    {
        Span<byte> answer = stackalloc byte[Size];
        return StatX(CurrentFolder, path, NoFollow, Wanted, ref MemoryMarshal.GetReference(answer)) == 0
            ? new(MemoryMarshal.Read<uint>(answer[UserAt..]), MemoryMarshal.Read<uint>(answer[GroupAt..])) : null;
    }

    /// <summary>Gives this one file or folder away. False when it was refused.</summary>
    public static bool Give(string path, FileOwner owner) => Change(path, owner.User, owner.Group) == 0;

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Change(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, ref byte answer);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "getegid")]
    private static partial uint EffectiveGroup();
}
