namespace BtcWatcher.ServiceDefaults.Settings;

/// <summary>The settings in force: at the api from files, elsewhere fetched from it.</summary>
public interface ISettings
{
    SettingsSnapshot Current { get; }
}
