using BtcWatcher.Services.Signals.Model;
using BtcWatcher.Services.Signals.Tests.Harness;
using BtcWatcher.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.Services.Signals.Tests.Model;

public sealed class SchemaTests(Servers servers)
{
    [Fact]
    public async Task Model_OfEf_IsTheMigratedSchema()
    {
        await using var service = await SignalsService.StartAsync(servers);
        await using var scope = service.Services.CreateAsyncScope();

        var db = scope.ServiceProvider.GetRequiredService<SignalsDbContext>();
        Assert.Empty(await SchemaComparison.DifferencesAsync(db));
    }

    [Fact]
    public async Task Partitions_OfComingMonthsAndOfOldEvents_AreThere()
    {
        await using var service = await SignalsService.StartAsync(servers);
        await service.KnowAsync(1);
        var now = DateTimeOffset.UtcNow;
        await Eventually.TrueAsync(async () => await IsThereAsync(service, now.AddMonths(3)));

        var old = now.AddMonths(-7);
        var id = await service.StoreAsync(1, Messages.Trade("exit_fill", opened: old, closed: old));

        Assert.True(await IsThereAsync(service, old));
        var partition = $"signals_{old:yyyy_MM}";
        Assert.Equal(partition, await service.ScalarAsync<string>(
            $"SELECT tableoid::regclass::text FROM signals WHERE id = '{id}'"));
        Assert.Equal(
            await service.ScalarAsync<long>("SELECT count(*) FROM pg_indexes WHERE tablename = 'signals'"),
            await service.ScalarAsync<long>($"SELECT count(*) FROM pg_indexes WHERE tablename = '{partition}'"));
    }

    private static Task<bool> IsThereAsync(SignalsService service, DateTimeOffset month) =>
        service.ScalarAsync<bool>($"SELECT to_regclass('signals_{month.UtcDateTime:yyyy_MM}') IS NOT NULL");
}
