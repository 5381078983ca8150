using BtcWatcher.Services.Supervisor.Processes;

namespace BtcWatcher.Services.Supervisor.Tests.Processes;

/// <summary>Against plain folders in the place of the kernel's: its files and names, not what it does.</summary>
public sealed class MemoryCgroupsTests : IDisposable
{
    private readonly string _own = Directory.CreateTempSubdirectory("btcw-cgroup-").FullName;

    public void Dispose() => Directory.Delete(_own, recursive: true);

    [Fact]
    public void Create_MemoryIsDelegated_BoundsTheInstancesGroup()
    {
        Write("cgroup.subtree_control", "cpu memory pids\n");
        var groups = new MemoryCgroups(_own, "btcwatcher-8081-");

        var folder = groups.Create(7, limitMb: 512);

        Assert.Equal(Path.Combine(_own, "btcwatcher-8081-7"), folder);
        Assert.Equal("536870912", File.ReadAllText(Path.Combine(folder!, "memory.max")));
        Assert.Null(groups.Create(8, limitMb: null));
    }

    [Fact]
    public void Create_MemoryCanBeEnabled_EnablesIt()
    {
        Write("cgroup.subtree_control", "");
        Write("cgroup.controllers", "cpu memory\n");

        Assert.NotNull(new MemoryCgroups(_own, "i-").Create(7, 64));
        Assert.Equal("+memory", File.ReadAllText(Path.Combine(_own, "cgroup.subtree_control")));
    }

    [Fact]
    public void Create_WithoutTheController_GivesNone()
    {
        Write("cgroup.subtree_control", "");
        Write("cgroup.controllers", "hugetlb\n");

        Assert.Null(new MemoryCgroups(_own, "i-").Create(7, 64));
        Assert.Null(new MemoryCgroups(null, "i-").Create(7, 64));
        Assert.False(new MemoryCgroups(null, "i-").HasKilled(7));
    }

    [Fact]
    public void HasKilled_CountsFromTheCreation()
    {
        Write("cgroup.subtree_control", "memory\n");
        Directory.CreateDirectory(Path.Combine(_own, "i-7"));
        Write("i-7/memory.events", "low 0\nmax 4\noom 1\noom_kill 1\n");
        var groups = new MemoryCgroups(_own, "i-");
        groups.Create(7, 64);

        Assert.False(groups.HasKilled(7));
        Write("i-7/memory.events", "low 0\nmax 9\noom 2\noom_kill 2\n");
        Assert.True(groups.HasKilled(7));
    }

    [Theory]
    [InlineData("0::/a/b\n", "/", "/sys/fs/cgroup/a/b")]
    [InlineData("9:memory:/x\n0::/\n", "/", "/sys/fs/cgroup")]
    [InlineData("0::/docker/1/sub\n", "/docker/1", "/sys/fs/cgroup/sub")]
    [InlineData("9:memory:/x\n", "/", null)]
    public void OwnFolder_MembershipAndMount_GiveThePlace(string membership, string root, string? folder) =>
        Assert.Equal(folder, MemoryCgroups.OwnFolder(
            membership, $"25 1 0:5 / /proc rw - proc proc rw\n36 25 0:31 {root} /sys/fs/cgroup rw - cgroup2 none rw\n"));

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_own, name), text);
}
