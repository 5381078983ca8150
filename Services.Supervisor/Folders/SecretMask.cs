using System.Text.RegularExpressions;

namespace BtcWatcher.Services.Supervisor.Folders;

/// <summary>
/// Takes secrets out of log lines. FreqTrade prints its API block with a schema error and the token with every
/// websocket (facts 8); the rest is what strategies and proxies might print.
/// </summary>
internal sealed partial class SecretMask(IEnumerable<string> secrets)
{
    private const string Hidden = "***";
    private readonly string[] _secrets = [.. secrets.Where(secret => secret.Length >= 8)
        .OrderByDescending(secret => secret.Length)];

    public string Apply(string text)
    {
        foreach (var secret in _secrets) text = text.Replace(secret, Hidden, StringComparison.Ordinal);
        text = NamedValue().Replace(text, "$1" + Hidden);
        text = QueryToken().Replace(text, "$1" + Hidden);
        text = WebToken().Replace(text, Hidden);
        text = WebhookSecret().Replace(text, "$1" + Hidden);
        return AddressPassword().Replace(text, "$1" + Hidden + "@");
    }

    // 'password': 'x', "jwt_secret_key": "x", ws_token=x
    [GeneratedRegex(
        """((?:password|secret|jwt_secret_key|ws_token|api_?key|private_key)["']?\s*[:=]\s*\[?["']?)[^\s"',}\]]+""",
        RegexOptions.IgnoreCase)]
    private static partial Regex NamedValue();

    [GeneratedRegex("""([?&]token=)[^\s&"']+""", RegexOptions.IgnoreCase)]
    private static partial Regex QueryToken();

    // Bounded, and so linear: a strategy that prints eyJeyJeyJ... would hold up everybody who reads its log.
    [GeneratedRegex("""eyJ[\w-]{8,1000}\.[\w-]{8,8000}\.[\w-]*""")]
    private static partial Regex WebToken();

    [GeneratedRegex(@"(/webhook/\d+/)[\w-]+")]
    private static partial Regex WebhookSecret();

    [GeneratedRegex("""(://[^\s/:@]+:)[^\s/@]+@""")]
    private static partial Regex AddressPassword();
}
