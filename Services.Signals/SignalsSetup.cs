using BtcWatcher.ServiceDefaults;
using BtcWatcher.Services.Signals.Grading;
using BtcWatcher.Services.Signals.Intake;
using BtcWatcher.Services.Signals.Model;
using BtcWatcher.Services.Signals.Model.Migrations;
using BtcWatcher.Services.Signals.Query;
using BtcWatcher.Services.Signals.Recording;
using BtcWatcher.Services.Signals.Recovery;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Signals;

internal static class SignalsSetup
{
    public static WebApplicationBuilder AddSignals(this WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults("signals");
        builder.AddDatabase<SignalsDbContext>("signals", SignalsMigrations.All);
        builder.AddMessaging(bus =>
        {
            bus.Shared<StrategyChangedConsumer>();
            bus.Shared<InstanceStartedConsumer>();
        });
        var services = builder.Services;
        services.AddOptions<SignalsOptions>().BindConfiguration(SignalsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SignalsOptions>, SignalsOptionsCheck>();
        services.AddSingleton<IHttpContextFactory, SecretCuttingContextFactory>();
        services.AddSingleton<SignalPartitions>();
        services.AddSingleton<StrategyDirectory>();
        services.AddSingleton<WaitingSignals>();
        services.AddSingleton<RepeatedMessages>();
        services.AddSingleton<BatchWriter>();
        services.AddSingleton<SignalRecorder>();
        services.AddSingleton<GapRepair>();
        services.AddSingleton<SignalIntake>();
        services.AddSingleton<ProducerSecrets>();
        services.AddSingleton<InstanceReader>();
        services.AddSingleton<InstanceRecovery>();
        services.AddHttpClient(InstanceReader.ClientName, client => client.Timeout = TimeSpan.FromSeconds(20));
        services.AddHostedService<PartitionUpkeep>();
        services.AddHostedService(provider => provider.GetRequiredService<SignalRecorder>());
        services.AddHostedService<DurabilityNotice>();
        services.AddHostedService<StrategyFollower>();
        services.AddHostedService(provider => provider.GetRequiredService<GapRepair>());
        return builder;
    }

    public static WebApplication MapSignalsService(this WebApplication app)
    {
        app.UseServiceDefaults();
        app.MapWebhook();
        app.MapProducers();
        app.MapSignals();
        app.MapStreamPosition();
        app.MapRepair();
        return app;
    }

    private sealed class SignalsOptionsCheck : IValidateOptions<SignalsOptions>
    {
        public ValidateOptionsResult Validate(string? name, SignalsOptions options) =>
            options.Fault() is { } fault ? ValidateOptionsResult.Fail(fault) : ValidateOptionsResult.Success;
    }
}
