using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Settings;
using MassTransit;

namespace BtcWatcher.Services.Api.Settings;

/// <summary>Another api process changed the settings.</summary>
internal sealed class SettingsNews(FileSettings settings, ILogger<SettingsNews> logger) : IConsumer<SettingsChanged>
{
    public async Task Consume(ConsumeContext<SettingsChanged> context)
    {
        if (context.Message.Version <= settings.Current.Version) return;
        try
        {
            await settings.LoadAsync(context.CancellationToken);
        }
        catch (SettingsException broken)
        {
            Log.SettingsRefused(logger, broken.Message);
        }
    }
}
