using System.Diagnostics;
using BtcWatcher.Services.Supervisor.Processes;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.Processes;

public sealed class ProcessPollTests
{
    [Fact]
    public async Task Ended_OfSeveral_AreThoseThatHaveEnded()
    {
        using var poll = new ProcessPoll();
        using var first = Process.Start("sleep", "300");
        using var second = Process.Start("sleep", "300");
        ProcessIdentity[] both = [ProcFs.Find(first.Id)!, ProcFs.Find(second.Id)!];
        Assert.Empty(poll.Ended(both));

        first.Kill();
        await Eventually.TrueAsync(() => poll.Ended(both).Count == 1);

        Assert.Equal([first.Id], poll.Ended(both));
        Assert.Equal([], poll.Ended([both[1]]));
        second.Kill();
        await second.WaitForExitAsync();
        Assert.Equal(both.Select(one => one.Pid).Order(), poll.Ended(both).Order());
    }

    [Fact]
    public void Ended_TheNumberBelongsToAnotherProcess_IsEnded()
    {
        using var poll = new ProcessPoll();
        var self = ProcFs.Find(Environment.ProcessId)!;
        Assert.Empty(poll.Ended([self]));

        Assert.Equal([self.Pid], poll.Ended([self with { StartTicks = self.StartTicks - 1 }]));
        Assert.Empty(poll.Ended([self]));
    }
}
