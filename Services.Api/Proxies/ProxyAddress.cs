using System.Net;
using System.Text.Json;
using BtcWatcher.ServiceDefaults.Keys;

namespace BtcWatcher.Services.Api.Proxies;

/// <summary>Addresses of proxies, with and without their credentials.</summary>
internal static class ProxyAddress
{
    public static string? Seal(this InstallationKeys keys, ProxyCredentials? credentials) =>
        credentials is null ? null : keys.Seal(JsonSerializer.Serialize(credentials));

    public static ProxyCredentials? CredentialsOf(this InstallationKeys keys, Proxy proxy) =>
        proxy.CredentialsSealed is { } text
            ? JsonSerializer.Deserialize<ProxyCredentials>(keys.Unseal(text))
            : null;

    /// <summary>For the client of .NET: the credentials are not part of the address.</summary>
    public static WebProxy ClientOf(this InstallationKeys keys, Proxy proxy) => new(Plain(proxy))
    {
        Credentials = keys.CredentialsOf(proxy) is { } known
            ? new NetworkCredential(known.Username, known.Password) : null,
    };

    /// <summary>For FreqTrade: a URL with the credentials inside, only ever for a service's eyes.</summary>
    public static string UrlOf(this InstallationKeys keys, Proxy proxy)
    {
        var plain = Plain(proxy);
        if (keys.CredentialsOf(proxy) is not { } known) return plain.GetLeftPart(UriPartial.Authority);
        var user = $"{Uri.EscapeDataString(known.Username)}:{Uri.EscapeDataString(known.Password)}";
        return $"{plain.Scheme}://{user}@{plain.Authority}";
    }

    private static Uri Plain(Proxy proxy)
    {
        var host = proxy.Host.Contains(':', StringComparison.Ordinal) ? $"[{proxy.Host}]" : proxy.Host;
        return new($"{proxy.Type.ToString().ToLowerInvariant()}://{host}:{proxy.Port}");
    }
}
