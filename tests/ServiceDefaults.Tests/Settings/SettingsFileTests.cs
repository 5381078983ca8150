using BtcWatcher.ServiceDefaults.Settings;

namespace BtcWatcher.ServiceDefaults.Tests.Settings;

public sealed class SettingsFileTests
{
    [Fact]
    public void Parse_EmptyFile_GivesDefaults() => Assert.Equal(new SystemSettings(), Parse(""));

    [Fact]
    public void Parse_SomeSettings_KeepsDefaultsOfTheRest()
    {
        var settings = Parse("system:\n  monitoring:\n    system_status_interval: 7\n  security:\n    require_special_chars: false\n");

        Assert.Equal(7, settings.Monitoring.SystemStatusInterval);
        Assert.Equal(30, settings.Monitoring.StrategyStatusInterval);
        Assert.False(settings.Security.RequireSpecialChars);
    }

    [Theory]
    [InlineData("system:\n  monitoring:\n    system_status_interval: soon\n",
        "system.monitoring.system_status_interval (line 3) must be a whole number, not 'soon'")]
    [InlineData("system:\n  monitoring:\n    system_status_intervall: 5\n",
        "system.monitoring.system_status_intervall (line 3) is not a setting; known here: system_status_interval")]
    [InlineData("system:\n  monitoring:\n    system_status_interval: 0\n", "system.monitoring.system_status_interval is '0'")]
    [InlineData("system:\n  security:\n    jwt_algorithm: none\n", "system.security.jwt_algorithm is 'none'")]
    [InlineData("system:\n  security:\n    require_special_chars: maybe\n", "must be true or false, not 'maybe'")]
    [InlineData("system: [1, 2]\n", "system (line 1) must hold settings of its own")]
    [InlineData("sytem:\n  monitoring: {}\n", "'sytem' at line 1 is not a setting")]
    [InlineData("- a\n", "must begin with 'system:'")]
    [InlineData("system:\n  monitoring: {a\n", "not YAML at line")]
    public void Parse_BadSetting_NamesItAndSaysWhatIsExpected(string yaml, string expected)
    {
        var error = Assert.Throws<SettingsException>(() => Parse(yaml));

        Assert.Contains(expected, error.Message);
        Assert.StartsWith("config/system.yml: ", error.Message);
    }

    [Fact]
    public void Parse_ManyErrors_TellsAll()
    {
        var error = Assert.Throws<SettingsException>(
            () => Parse("system:\n  monitoring:\n    a: 1\n    b: 2\n  backup:\n    backup_interval_hours: x\n"));

        Assert.Equal(3, error.Errors.Count);
    }

    [Fact]
    public void Parse_MapsAndLists_AreRead()
    {
        var settings = SettingsFile.Parse<NotificationSettings>(
            "notifications:\n  priorities:\n    P0:\n      delay_seconds: 3\n      channels: [email, \"webhook\"]\n", "notifications", "n");

        Assert.Equal(3, settings.Priorities["P0"].DelaySeconds);
        Assert.Equal(["email", "webhook"], settings.Priorities["P0"].Channels);
        Assert.Single(settings.Priorities);
    }

    [Fact]
    public void Parse_BadTimeInMap_NamesTheEntry()
    {
        var error = Assert.Throws<SettingsException>(() => SettingsFile.Parse<NotificationSettings>(
            "notifications:\n  time_slots:\n    night:\n      start_time: \"25:00\"\n", "notifications", "n"));

        Assert.Contains("notifications.time_slots.night.start_time is '25:00'", error.Message);
    }

    [Fact]
    public void Validate_Defaults_AreValid()
    {
        Assert.Empty(SettingsFile.Validate(new SystemSettings(), "system"));
        Assert.Empty(SettingsFile.Validate(new NotificationSettings(), "notifications"));
        Assert.Empty(SettingsFile.Validate(new ProxySettings(), "proxy"));
    }

    private static SystemSettings Parse(string yaml) => SettingsFile.Parse<SystemSettings>(yaml, "system", "config/system.yml");
}
