using System.Net;
using System.Text.RegularExpressions;
using BtcWatcher.Services.Api.Strategies;

namespace BtcWatcher.Services.Api.Proxies;

/// <summary>What a person may set on a proxy.</summary>
internal static partial class ProxyRules
{
    private const int LongestSecret = 255;

    public static ValidationErrors Judge(ProxyRequest request, bool isNew)
    {
        var errors = new ValidationErrors();
        if (isNew)
        {
            errors.Require(request.Name is not null, "name", "Give the proxy a name.");
            errors.Require(request.Type is not null, "type", "Use http, https or socks5.");
            errors.Require(request.Host is not null, "host", "Give the proxy's name or address.");
            errors.Require(request.Port is not null, "port", "Give the proxy's port.");
        }

        errors.Require(request.Name is null || IsName(request.Name.Trim()), "name",
            "Use 1 to 100 characters without line breaks.");
        errors.Require(request.Type is null || TypeOf(request.Type) is not null, "type", "Use http, https or socks5.");
        errors.Require(request.Host is null || IsHost(request.Host), "host",
            "Use a host name or an IP address, without scheme, port and path.");
        errors.Require(request.Port is null or (>= 1 and <= 65535), "port", "Use 1 to 65535.");
        errors.Require(
            IsSecret(request.Username) && request.Username?.Contains(':', StringComparison.Ordinal) is not true,
            "username", $"Use at most {LongestSecret} characters, without : and control characters.");
        errors.Require(IsSecret(request.Password), "password",
            $"Use at most {LongestSecret} characters, without control characters.");
        errors.Require(request.Password is null || request.Username is { Length: > 0 }, "username",
            "Send the user's name together with the password.");
        return errors;
    }

    public static ProxyType? TypeOf(string text) => text switch
    {
        "http" => ProxyType.Http,
        "https" => ProxyType.Https,
        "socks5" => ProxyType.Socks5,
        _ => null,
    };

    /// <summary>An address that a test may ask; null for another one.</summary>
    public static Uri? TargetOf(string text) =>
        text.Length <= 2000 && Uri.TryCreate(text, UriKind.Absolute, out var target)
            && target.Scheme is "http" or "https" && target.UserInfo.Length == 0 ? target : null;

    private static bool IsName(string text) => text.Length is >= 1 and <= 100 && !text.Any(char.IsControl);

    private static bool IsHost(string text) =>
        (text.Length <= 253 && HostName().IsMatch(text))
        || (text.Contains(':', StringComparison.Ordinal) && text.IndexOfAny(['%', '[', ']']) < 0
            && IPAddress.TryParse(text, out _));

    private static bool IsSecret(string? text) =>
        text is null || (text.Length <= LongestSecret && !text.Any(char.IsControl) && !text.Any(char.IsSurrogate));

    [GeneratedRegex(@"\A(?!-)[A-Za-z0-9_-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9_-]{1,63}(?<!-))*\z")]
    private static partial Regex HostName();
}
