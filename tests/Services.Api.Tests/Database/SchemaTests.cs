using BtcWatcher.Services.Api.Database;
using BtcWatcher.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.Services.Api.Tests.Database;

public sealed class SchemaTests(Servers servers)
{
    [Fact]
    public async Task Model_AgainstTheMigratedSchema_HasNoDifference()
    {
        await using var scope = servers.Api.Services.CreateAsyncScope();
        Assert.Empty(await SchemaComparison.DifferencesAsync(scope.ServiceProvider.GetRequiredService<ApiDbContext>()));
    }
}
