using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Services.Supervisor.Versions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Tests.Versions;

public sealed class VersionStoreTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);
    private readonly string _data = Directory.CreateTempSubdirectory("btcw-versions-").FullName;
    private readonly VersionFolders _folders;

    public VersionStoreTests() =>
        _folders = new(Options.Create(new InstallationOptions { Data = _data }));

    [Fact]
    public void Load_AfterAKill_RemovesWhatIsHalfDoneAndNothingElse()
    {
        var before = Loaded();
        before.Put(Registered("2025.9"));
        before.Begin("2025.10");
        Directory.CreateDirectory(Path.Combine(_folders.Root, "somebodys"));

        var store = Loaded();

        Assert.Equal(["2025.9"], store.All.Select(one => one.Version));
        Assert.False(Directory.Exists(_folders.Of("2025.10")));
        Assert.True(Directory.Exists(Path.Combine(_folders.Root, "somebodys")));
    }

    [Fact]
    public void Configured_ReplacedInItsPlace_IsFollowed()
    {
        var store = Loaded();
        var programs = ProgramsOf(store, "/bin/sh x");
        Assert.Null(programs.CurrentName);

        store.PutConfigured("2025.8", ["/bin/sh", "x"], Now);
        Assert.Equal("2025.8", programs.CurrentName);
        store.PutConfigured("2025.9", ["/bin/sh", "x"], Now);

        Assert.Equal(("2025.9", "2025.9"), (programs.CurrentName, programs.Actual("2025.8")));
        Assert.Equal(["/bin/sh", "x"], programs.Words("2025.8"));
        // And back again.
        store.PutConfigured("2025.8", ["/bin/sh", "x"], Now);
        Assert.Equal(("2025.8", "2025.8"), (programs.CurrentName, programs.Actual("2025.9")));
        // And to a version that was here beside it.
        store.Put(Registered("2025.10"));
        store.PutConfigured("2025.10", ["/bin/sh", "x"], Now);
        Assert.Equal(("2025.10", "2025.10"), (programs.CurrentName, programs.Actual("2025.8")));
    }

    [Fact]
    public void Program_OfAVersion_IsItsOwnOrTellsWhatIsMissing()
    {
        var store = Loaded();
        var programs = ProgramsOf(store, "/bin/sh");
        store.Put(Registered("2025.9"));

        Assert.Equal(["/bin/cat"], programs.Words("2025.9"));
        Assert.Null(programs.Missing("2025.9"));
        Assert.Null(programs.Missing(null));
        Assert.StartsWith("FreqTrade 2025.7, with which", programs.Missing("2025.7"), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private VersionStore Loaded()
    {
        var store = new VersionStore(_folders, NullLogger<VersionStore>.Instance);
        store.Load();
        return store;
    }

    private static Programs ProgramsOf(VersionStore store, string command) =>
        new(new FreqTradeCommand(Options.Create(new FreqTradeOptions { Command = command })), store);

    private static VersionManifest Registered(string version) => new()
    {
        Version = version, Source = VersionSource.Registered, Command = ["/bin/cat"], InstalledAt = Now,
    };
}
