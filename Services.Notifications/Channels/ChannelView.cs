using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Notifications.Channels;

/// <summary>A channel as it is shown: secrets masked, also those that are part of an address.</summary>
internal sealed record ChannelView(
    Guid Id, string Name, ChannelKind Kind, bool Enabled, ChannelLanguage Language, TemplateKind Template,
    SignalLevel MinLevel, IReadOnlyList<SignalPriority> Priorities, IReadOnlyList<NotificationKind> Kinds,
    IReadOnlyList<int> Strategies, bool Limited, bool BuiltIn, object Config, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public const string Mask = "***";

    public static ChannelView Of(Channel channel, ChannelVault vault, Uri? inbox) => new(
        channel.Id, channel.Name, channel.Kind, channel.Enabled, channel.Language, channel.Template, channel.MinLevel,
        channel.Priorities, channel.Kinds, channel.Strategies, channel.Limited, channel.BuiltIn,
        channel.Kind == ChannelKind.Webhook ? Masked(vault.Webhook(channel), inbox) : Masked(vault.Email(channel)),
        channel.CreatedAt, channel.UpdatedAt);

    public static string MaskedAddress(Uri url) =>
        url.GetLeftPart(UriPartial.Authority) + (url.PathAndQuery.Length > 1 ? "/" + Mask : "/");

    private static object Masked(WebhookConfig config, Uri? inbox) => new
    {
        Url = (config.Url is { } url ? new Uri(url) : inbox) is { } address ? MaskedAddress(address) : null,
        config.HeaderName,
        HeaderValue = Hide(config.HeaderValue),
        HmacSecret = Hide(config.HmacSecret),
    };

    private static object Masked(EmailConfig config) =>
        config with { Password = Hide(config.Password) };

    private static string? Hide(string? secret) => secret is null ? null : Mask;
}
