using BtcWatcher.ServiceDefaults.Settings;

namespace BtcWatcher.Services.Api.Settings;

internal static class SettingsSetup
{
    /// <summary>The api's own settings, from files; the other services fetch them from here.</summary>
    public static void AddFileSettings(this IServiceCollection services)
    {
        services.AddOptions<ConfigOptions>().BindConfiguration(ConfigOptions.Section)
            .Validate(
                options => options.PollInterval >= TimeSpan.FromMilliseconds(100)
                    && options.PollInterval <= TimeSpan.FromHours(1),
                "Config:PollInterval must be from 00:00:00.1 to 01:00:00.")
            .ValidateOnStart();
        services.AddSingleton<SettingsFiles>();
        services.AddSingleton<SettingsJournal>();
        services.AddSingleton<FileSettings>();
        services.AddSingleton<ISettings>(provider => provider.GetRequiredService<FileSettings>());
        services.AddHostedService<SettingsWatch>();
    }
}
