using System.Text.RegularExpressions;

namespace BtcWatcher.Services.Gateway.Forwarding;

/// <summary>
/// Takes secrets out of an instance's log. FreqTrade writes the whole ws?token=..., the webhook's address when a call
/// fails, and its api_server section when the configuration is wrong (all seen, 2025.8).
/// </summary>
internal static partial class LogRedaction
{
    private const string Gone = "***";

    public static string Apply(string text, IEnumerable<string> secrets)
    {
        foreach (var secret in secrets)
        {
            if (secret.Length > 0) text = text.Replace(secret, Gone, StringComparison.Ordinal);
        }

        text = QueryToken().Replace(text, "$1" + Gone);
        text = WebhookSecret().Replace(text, "$1" + Gone);
        text = ConfigSecret().Replace(text, "$1" + Gone);
        return JsonWebToken().Replace(text, Gone);
    }

    [GeneratedRegex("""([?&]token=)[^\s"'&\\]+""", RegexOptions.IgnoreCase)]
    private static partial Regex QueryToken();

    [GeneratedRegex("""(signals/webhook/\d+/)[^\s"'/\\?),]+""", RegexOptions.IgnoreCase)]
    private static partial Regex WebhookSecret();

    [GeneratedRegex(
        """((?:password|ws_token|secret|passphrase|key)\\?["']\s*:\s*\[?\s*\\?["'])[^"'\\]+""",
        RegexOptions.IgnoreCase)]
    private static partial Regex ConfigSecret();

    [GeneratedRegex("""eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*""")]
    private static partial Regex JsonWebToken();
}
