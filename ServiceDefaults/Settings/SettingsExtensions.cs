using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Settings;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.ServiceDefaults;

/// <summary>The installation's settings, live.</summary>
public static class SettingsExtensions
{
    /// <summary>
    /// Adds <see cref="ISettings"/> as fetched from the api; give <see cref="SettingsChangedConsumer"/> to the broker's
    /// list to follow changes at once.
    /// </summary>
    public static WebApplicationBuilder AddSettings(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RemoteSettings>();
        builder.Services.AddSingleton<ISettings>(provider => provider.GetRequiredService<RemoteSettings>());
        builder.Services.AddHostedService(provider => provider.GetRequiredService<RemoteSettings>());
        return builder;
    }
}

/// <summary>Fetches the settings when the api says that they changed. Every process needs it.</summary>
public sealed class SettingsChangedConsumer : IConsumer<SettingsChanged>
{
    private readonly RemoteSettings _settings;

    public SettingsChangedConsumer(IServiceProvider services) =>
        _settings = services.GetRequiredService<RemoteSettings>();

    public Task Consume(ConsumeContext<SettingsChanged> context) => _settings.FetchAsync(context.CancellationToken);
}
