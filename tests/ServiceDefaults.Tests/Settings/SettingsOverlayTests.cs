using BtcWatcher.ServiceDefaults.Settings;

namespace BtcWatcher.ServiceDefaults.Tests.Settings;

public sealed class SettingsOverlayTests
{
    [Theory]
    [InlineData("system.monitoring.system_status_interval", "7", "7")]
    [InlineData("system.monitoring.system_status_cache_ttl", "90", "90")]
    [InlineData("system.security.require_special_chars", "false", "False")]
    [InlineData("proxy.health_check.test_url", "\"http://a/\"", "http://a/")]
    [InlineData("notifications.priorities.P1.delay_seconds", "9", "9")]
    [InlineData("notifications.time_slots.night.start_time", "\"22:00\"", "22:00")]
    public void Apply_OfAValue_PutsItThere(string key, string value, string expected)
    {
        var (settings, errors) = Apply((key, value));

        Assert.Empty(errors);
        Assert.Equal(expected, SettingValue.Of(settings).Single(one => one.Key == key).Value?.ToString());
    }

    [Fact]
    public void Apply_OfAMapAndItsEntry_DoesBoth()
    {
        var (settings, errors) = Apply(
            ("notifications.time_slots", """{"day":{"start_time":"08:00","enabled_channels":["email"]}}"""),
            ("notifications.time_slots.day.end_time", "\"20:00\""));

        Assert.Empty(errors);
        var slot = Assert.Single(settings.Notifications.TimeSlots).Value;
        Assert.Equal(("08:00", "20:00"), (slot.StartTime, slot.EndTime));
        Assert.Equal(["email"], slot.EnabledChannels);
        Assert.Empty(SettingsSnapshot.Default.Notifications.TimeSlots);
    }

    [Theory]
    [InlineData("system.monitoring.system_status_interval", "x",
        "system.monitoring.system_status_interval must be a whole number, not 'x'")]
    [InlineData("system.monitoring.system_status_interval", "[1]", "must be a whole number")]
    [InlineData("system.monitoring.system_status_interval", "", "must have a value")]
    [InlineData("system.monitoring.system_status_interval", "{", "cannot be read")]
    [InlineData("system.monitoring.system_status_interval", "4000", "is '4000'")]
    [InlineData("system.monitoring.nothing", "1",
        "is not a setting; known instead of 'nothing': system_status_interval")]
    [InlineData("system.monitoring", "1", "system.monitoring holds several settings")]
    [InlineData("system.monitoring.system_status_interval.deep", "1", "is not a setting")]
    [InlineData("version", "1", "version is not a setting")]
    [InlineData("notifications.priorities.P7.delay_seconds", "1", "notifications.priorities: use only P0, P1, P2")]
    [InlineData("notifications.priorities.P1.channels", "[owl]", "notifications.priorities.P1.channels: use only sms")]
    [InlineData("notifications.time_slots.a b.start_time", "1", "a name is 1 to 50 letters")]
    [InlineData("notifications.time_slots.night.start_time", "\"25:00\"", "must be a time of day")]
    public void Apply_OfWhatCannotBe_NamesTheSetting(string key, string value, string expected)
    {
        var (_, errors) = Apply((key, value));

        Assert.Contains(expected, Assert.Single(errors));
    }

    [Fact]
    public void Shown_OfASecret_IsMasked()
    {
        var (settings, _) = Apply(("system.security.jwt_secret_key", "a secret of at least thirty-two characters"));
        var secret = SettingValue.Of(settings).Single(one => one.IsSecret);

        Assert.Equal("********", secret.Shown);
        Assert.Equal("", SettingValue.Of(settings.WithoutSecrets()).Single(one => one.IsSecret).Value);
    }

    private static (SettingsSnapshot Settings, List<string> Errors) Apply(params (string Key, string Value)[] values)
    {
        var (settings, errors) = (new SettingsSnapshot(), new List<string>());
        foreach (var (key, value) in values) SettingsOverlay.Apply(settings, key, value, errors);
        if (errors.Count == 0) errors.AddRange(SettingsOverlay.Check(settings));
        return (settings, errors);
    }
}
