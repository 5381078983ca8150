using System.Net.Mail;
using System.Text.RegularExpressions;

namespace BtcWatcher.Services.Notifications.Channels;

/// <summary>What is wrong with a channel, by field name; empty when nothing is.</summary>
internal static partial class ChannelValidation
{
    private static readonly HashSet<string> OwnHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Length", "Content-Type", "Transfer-Encoding", "Connection", "Traceparent", "Tracestate",
        "X-BtcWatcher-Notification", "X-BtcWatcher-Signature", "Expect", "Upgrade", "TE", "Trailer",
    };

    public static Dictionary<string, string[]> Check(ChannelRequest request, ChannelKind? kind, string? name)
    {
        var errors = new Dictionary<string, string[]>();
        if (string.IsNullOrWhiteSpace(name) || name.Length > 100)
        {
            errors["name"] = ["Give a name of 1 to 100 characters."];
        }

        if (kind is null) errors["kind"] = ["Give the kind: webhook or email."];
        if (request.Kind is { } asked && asked != kind) errors["kind"] = ["The kind of a channel cannot be changed."];
        if (request.Strategies?.Exists(id => id is < 1 or > 999_999) == true)
        {
            errors["strategies"] = ["Strategy ids are from 1 upwards."];
        }

        if (request.Kinds?.Contains(NotificationKind.Test) == true
            || request.Kinds?.Contains(NotificationKind.Digest) == true)
        {
            errors["kinds"] = ["Choose from signal, trade, status, alert."];
        }

        if (kind == ChannelKind.Webhook && request.Config?.HasEmailParts == true)
        {
            errors["config"] = ["A webhook channel has url, header_name, header_value and hmac_secret only."];
        }

        if (kind == ChannelKind.Email && request.Config?.HasWebhookParts == true)
        {
            errors["config"] = ["An e-mail channel has host, port, from, to, username, password and starttls only."];
        }

        return errors;
    }

    public static void Check(WebhookConfig config, bool builtIn, Dictionary<string, string[]> errors)
    {
        if (!(builtIn && config.Url is null) && !IsHttp(config.Url))
        {
            errors["config.url"] = ["Give an absolute http:// or https:// address without a user name in it."];
        }

        if (config.HeaderName is { } name && (!HeaderName().IsMatch(name) || OwnHeaders.Contains(name)))
        {
            errors["config.header_name"] = ["This is not a header that can be set, such as Authorization or X-Token."];
        }

        if ((config.HeaderName is null) != (config.HeaderValue is null))
        {
            errors["config.header_value"] = ["A header needs both header_name and header_value."];
        }
        else if (config.HeaderValue is { } value && value.Any(c => c is < ' ' or > '~'))
        {
            errors["config.header_value"] = ["Only printable ASCII characters can be sent in a header."];
        }
    }

    public static void Check(EmailConfig config, Dictionary<string, string[]> errors)
    {
        if (Uri.CheckHostName(config.Host) == UriHostNameType.Unknown)
        {
            errors["config.host"] = ["Give the SMTP server's name or address."];
        }

        if (config.Port is < 1 or > 65535) errors["config.port"] = ["A port is from 1 to 65535."];
        if (config.Port == 465)
        {
            errors["config.port"] = ["Port 465 speaks implicit TLS, which is not supported: use 587 with starttls."];
        }

        if (!IsAddress(config.From)) errors["config.from"] = ["Give the sender's e-mail address."];
        if (config.To.Count is 0 or > 20 || !config.To.All(IsAddress))
        {
            errors["config.to"] = ["Give 1 to 20 e-mail addresses as a list."];
        }

        if (config.Password is not null && config.Username is null)
        {
            errors["config.username"] = ["A password needs a username."];
        }
    }

    private static bool IsHttp(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url.UserInfo.Length == 0;

    private static bool IsAddress(string text) =>
        text is { Length: > 2 and < 255 } && !text.Any(char.IsControl) && MailAddress.TryCreate(text, out _);

    [GeneratedRegex("^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}\\z")]
    private static partial Regex HeaderName();
}
