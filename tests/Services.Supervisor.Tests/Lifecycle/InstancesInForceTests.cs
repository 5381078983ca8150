using BtcWatcher.ServiceDefaults.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Tests.Lifecycle;

public sealed class InstancesInForceTests
{
    [Fact]
    public void Settings_ThatChange_AreInForceUnlessTheConfigurationNamesThem()
    {
        var settings = new Fixed();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Instances:StopSecondWait"] = "00:00:07" })
            .Build();
        var own = new Own(new() { StopSecondWait = TimeSpan.FromSeconds(7), Nice = 3 });
        var inForce = new InstancesInForce(own, settings, configuration);

        Assert.Equal((300, 30, 20), Seconds(inForce.Value));
        settings.Current = new()
        {
            System = new() { Freqtrade = new() { StartupTimeout = 60, HealthCheckInterval = 5, ShutdownTimeout = 90 } },
        };

        Assert.Equal((60, 5, 60), Seconds(inForce.Value));
        Assert.Equal((TimeSpan.FromSeconds(7), 3), (inForce.Value.StopSecondWait, inForce.Value.Nice));
        Assert.Same(inForce.Value, inForce.Value);
    }

    private static (double Ready, double Fresh, double Stop) Seconds(InstancesOptions options) => (
        options.ReadyTimeout.TotalSeconds, options.FreshnessInterval.TotalSeconds, options.StopWait.TotalSeconds);

    private sealed record Own(InstancesOptions CurrentValue) : IOptionsMonitor<InstancesOptions>
    {
        public InstancesOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<InstancesOptions, string?> listener) => null;
    }

    private sealed class Fixed : ISettings
    {
        public SettingsSnapshot Current { get; set; } = SettingsSnapshot.Default;
    }
}
