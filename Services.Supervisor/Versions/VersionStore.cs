using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Supervisor.Versions;

/// <summary>The versions of FreqTrade on this machine: one folder each, complete once its manifest stands.</summary>
internal sealed class VersionStore(VersionFolders folders, ILogger<VersionStore> logger)
{
    // Instances may run under another user id, and must reach their program.
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private static readonly JsonSerializerOptions Json = new(MessageJson.Options) { WriteIndented = true };
    private readonly ConcurrentDictionary<string, VersionManifest> _manifests = new();

    /// <summary>What the configured command told at this start; null before.</summary>
    public string? Configured { get; private set; }

    public IReadOnlyList<VersionManifest> All =>
        [.. _manifests.Values.OrderByDescending(one => one.InstalledAt).ThenBy(one => one.Version)];

    public VersionManifest? Find(string version) => _manifests.GetValueOrDefault(version);

    /// <summary>Reads what is there, and removes what a killed supervisor left half done.</summary>
    public void Load()
    {
        MakeReadable(folders.Root);
        foreach (var path in Directory.EnumerateDirectories(folders.Root))
        {
            var version = Path.GetFileName(path);
            if (!VersionFolders.IsName(version)) continue;
            if (Read(version) is { } manifest)
            {
                _manifests[version] = manifest;
            }
            else if (File.Exists(folders.Unfinished(version)))
            {
                Log.HalfDoneVersionRemoved(logger, version);
                Directory.Delete(path, recursive: true);
            }
        }
    }

    /// <summary>Begins a folder that is removed at the next start, unless its manifest is written.</summary>
    public void Begin(string version)
    {
        MakeReadable(folders.Of(version));
        File.WriteAllText(folders.Unfinished(version), "");
    }

    /// <summary>Writes the manifest last of all: what stands beside it is complete then.</summary>
    public void Put(VersionManifest manifest)
    {
        MakeReadable(folders.Of(manifest.Version));
        var path = folders.Manifest(manifest.Version);
        var fresh = path + ".new";
        using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(manifest, Json)));
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
        File.Delete(folders.Unfinished(manifest.Version));
        _manifests[manifest.Version] = manifest;
    }

    /// <summary>Removes the version with everything in its folder.</summary>
    public void Remove(string version)
    {
        _manifests.TryRemove(version, out _);
        File.WriteAllText(folders.Unfinished(version), "");
        File.Delete(folders.Manifest(version));
        Directory.Delete(folders.Of(version), recursive: true);
    }

    /// <summary>
    /// What the configured command tells now. One that told another version before was replaced in its place.
    /// </summary>
    public void PutConfigured(string version, IReadOnlyList<string> command, DateTimeOffset now)
    {
        Configured = version;
        foreach (var old in All.Where(one => one.Source == VersionSource.Configured && one.Version != version
            && one.ReplacedBy != version))
        {
            Log.FreqTradeReplaced(logger, old.Version, version);
            Put(old with { ReplacedBy = version, VerifiedAt = null });
        }

        var known = Find(version);
        if (known is { ReplacedBy: null }) return;
        Put((known ?? new() { Version = version, Source = VersionSource.Configured, Command = [], InstalledAt = now })
            with
        { Command = command, ReplacedBy = null });
    }

    // Whatever the umask.
    private static void MakeReadable(string path)
    {
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, Readable);
    }

    private VersionManifest? Read(string version)
    {
        try
        {
            return JsonSerializer.Deserialize<VersionManifest>(File.ReadAllText(folders.Manifest(version)), Json);
        }
        catch (Exception fault) when (fault is FileNotFoundException or JsonException)
        {
            return null;
        }
    }
}
