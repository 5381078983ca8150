using System.Net;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.Whole;

/// <summary>The trades of a bot that ran elsewhere.</summary>
public sealed class HandedOverTests(Servers servers)
{
    [Fact]
    public async Task Database_HandedOverBeforeTheFirstStart_IsTheInstances()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        await installation.StartAsync();
        var trades = new byte[100_000];
        Random.Shared.NextBytes(trades);

        Assert.Equal(HttpStatusCode.NoContent, await PutAsync(installation, 3, trades));
        Assert.Equal(HttpStatusCode.Conflict, await PutAsync(installation, 3, trades));

        var file = Path.Combine(installation.FolderOf(3), "trades.sqlite");
        Assert.Equal(trades, await File.ReadAllBytesAsync(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        if (Isolated.IsPossible) Assert.Equal(70003u, FileOwner.Of(file)!.Value.User);
        await installation.AskAsync(3, DesiredState.Stopped, revision: 1);
        await installation.UntilAsync(3, InstanceState.Stopped);
        Assert.Equal(HttpStatusCode.Conflict, await PutAsync(installation, 3, trades));
        Assert.Equal(HttpStatusCode.Conflict, await PutAsync(installation, 0, trades));
    }

    [Fact]
    public async Task Database_OfAStrategyThatIsDeletedUnstarted_Goes()
    {
        await using var installation = await TestInstallation.CreateAsync(servers);
        await installation.StartAsync();
        await PutAsync(installation, 4, [1, 2, 3]);

        await installation.Bus.PublishAsync(new SetDesiredState
        {
            StrategyId = 4, Revision = 2, State = DesiredState.Stopped, Version = 1, Deleted = true,
        });

        await Eventually.TrueAsync(() => !Directory.Exists(installation.FolderOf(4)));
    }

    private static async Task<HttpStatusCode> PutAsync(TestInstallation installation, int id, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);
        using var answer = await installation.Client.PutAsync($"/internal/instances/{id}/database", content);
        return answer.StatusCode;
    }
}
