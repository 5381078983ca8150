using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Notifications.Channels;

/// <summary>Body of POST and PUT. In a PUT, what is missing stays as it is.</summary>
internal sealed record ChannelRequest
{
    public string? Name { get; init; }
    public ChannelKind? Kind { get; init; }
    public bool? Enabled { get; init; }
    public ChannelLanguage? Language { get; init; }
    public TemplateKind? Template { get; init; }
    public SignalLevel? MinLevel { get; init; }
    public List<SignalPriority>? Priorities { get; init; }
    public List<NotificationKind>? Kinds { get; init; }
    public List<int>? Strategies { get; init; }
    public bool? Limited { get; init; }
    public ChannelConfigRequest? Config { get; init; }
}

/// <summary>
/// Settings of a webhook (url, header_name, header_value, hmac_secret) or of an e-mail channel (the rest). In a PUT a
/// missing secret, or the mask that the answer showed, keeps the stored one; an empty text removes it.
/// </summary>
internal sealed record ChannelConfigRequest
{
    public string? Url { get; init; }
    public string? HeaderName { get; init; }
    public string? HeaderValue { get; init; }
    public string? HmacSecret { get; init; }
    public string? Host { get; init; }
    public int? Port { get; init; }
    public string? From { get; init; }
    public List<string>? To { get; init; }
    public string? Username { get; init; }
    public string? Password { get; init; }
    public bool? Starttls { get; init; }

    public bool HasWebhookParts => (Url ?? HeaderName ?? HeaderValue ?? HmacSecret) is not null;

    public bool HasEmailParts =>
        (Host ?? From ?? Username ?? Password) is not null || (Port ?? To ?? (object?)Starttls) is not null;

    public WebhookConfig Webhook(WebhookConfig? old) => new()
    {
        Url = Keep(Url, old?.Url),
        HeaderName = Keep(HeaderName, old?.HeaderName),
        HeaderValue = Keep(HeaderValue, old?.HeaderValue),
        HmacSecret = Keep(HmacSecret, old?.HmacSecret),
    };

    public EmailConfig Email(EmailConfig? old) => new()
    {
        Host = Keep(Host, old?.Host) ?? "",
        Port = Port ?? old?.Port ?? 587,
        From = Keep(From, old?.From) ?? "",
        To = To ?? old?.To ?? [],
        Username = Keep(Username, old?.Username),
        Password = Keep(Password, old?.Password),
        Starttls = Starttls ?? old?.Starttls ?? true,
    };

    private static string? Keep(string? asked, string? old) => asked switch
    {
        null => old,
        "" => null,
        _ when asked.Contains(ChannelView.Mask, StringComparison.Ordinal) => old,
        _ => asked,
    };
}
