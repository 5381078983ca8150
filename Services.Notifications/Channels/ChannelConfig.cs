using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;

namespace BtcWatcher.Services.Notifications.Channels;

/// <summary>
/// Where a webhook channel posts to. The inbox has no address: it is this service's own, looked up when sending.
/// </summary>
internal sealed record WebhookConfig
{
    public string? Url { get; init; }
    public string? HeaderName { get; init; }
    public string? HeaderValue { get; init; }

    /// <summary>Key of the HMAC-SHA256 signature; null means unsigned.</summary>
    public string? HmacSecret { get; init; }
}

/// <summary>An SMTP server and the addresses. STARTTLS or plain; implicit TLS (port 465) is not spoken.</summary>
internal sealed record EmailConfig
{
    public required string Host { get; init; }
    public int Port { get; init; } = 587;
    public required string From { get; init; }
    public required IReadOnlyList<string> To { get; init; }
    public string? Username { get; init; }
    public string? Password { get; init; }
    public bool Starttls { get; init; } = true;
}

/// <summary>Seals and opens the configuration of channels.</summary>
internal sealed class ChannelVault(InstallationKeys keys)
{
    public string Seal<T>(T config) => keys.Seal(JsonSerializer.Serialize(config, MessageJson.Options));

    public WebhookConfig Webhook(Channel channel) => Open<WebhookConfig>(channel);

    public EmailConfig Email(Channel channel) => Open<EmailConfig>(channel);

    private T Open<T>(Channel channel) =>
        JsonSerializer.Deserialize<T>(keys.Unseal(channel.ConfigSealed), MessageJson.Options)!;
}
