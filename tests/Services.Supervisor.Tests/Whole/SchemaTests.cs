using BtcWatcher.Services.Supervisor.Storage;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Supervisor.Tests.Whole;

public sealed class SchemaTests(Servers servers)
{
    [Fact]
    public async Task Model_MigratedSchema_IsTheSame()
    {
        await using var installation = await TestInstallation.CreateAsync(servers, sends: false);
        await installation.StartAsync();
        await using var db = new SupervisorDbContext(new DbContextOptionsBuilder<SupervisorDbContext>()
            .UseNpgsql(installation.Database + ";Search Path=supervisor").Options);

        Assert.Empty(await SchemaComparison.DifferencesAsync(db));
    }
}
