using BtcWatcher.ServiceDefaults.Http;
using Microsoft.Extensions.Configuration;

namespace BtcWatcher.ServiceDefaults.Tests.Http;

public sealed class OriginalVariablesTests
{
    [Theory]
    [InlineData("DATABASE_URL", "postgresql://me:p%40ss@db:5433/btc_watcher", "ConnectionStrings:btcwatcher",
        "Host=db;Port=5433;Username=me;Password=p@ss;Database=btc_watcher")]
    [InlineData("DATABASE_URL", "postgresql+asyncpg://me:x@db/btc", "ConnectionStrings:btcwatcher",
        "Host=db;Port=5432;Username=me;Password=x;Database=btc")]
    [InlineData("REDIS_URL", "redis://redis:6379/0", "ConnectionStrings:redis", "redis:6379,defaultDatabase=0")]
    [InlineData("REDIS_URL", "rediss://:secret@r", "ConnectionStrings:redis", "r:6379,password=secret,ssl=true")]
    [InlineData("FREQTRADE_VERSION", "2025.9", "Settings:system:freqtrade:version", "2025.9")]
    [InlineData("FREQTRADE_BASE_PORT", "9081", "Instances:PortBase", "9081")]
    public void Variable_OfTheOriginal_IsTakenWhereOursIsMissing(string name, string value, string key, string expected)
    {
        Assert.Equal(expected, With((name, value))[key]);
        Assert.Equal("ours", With((name, value), (key, "ours"))[key]);
    }

    [Fact]
    public void Variable_ThatIsNoAddress_IsNamedWithoutItsValue()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => With(("DATABASE_URL", "mysql://me:hidden@db/x")));

        Assert.StartsWith("DATABASE_URL must be an address", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", fault.Message);
    }

    private static ConfigurationManager With(params (string Name, string Value)[] values)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(
            values.Select(one => new KeyValuePair<string, string?>(one.Name, one.Value)));
        configuration.AddOriginalVariables();
        return configuration;
    }
}
