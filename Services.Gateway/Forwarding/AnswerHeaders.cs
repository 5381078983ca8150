namespace BtcWatcher.Services.Gateway.Forwarding;

/// <summary>What of an instance's headers does not go on to the caller.</summary>
internal static class AnswerHeaders
{
    private static readonly HashSet<string> OfOneHop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding",
        "Upgrade",
    };

    public static bool AreInstancesOwn(string name) =>
        name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Server", StringComparison.OrdinalIgnoreCase);

    public static bool AreDropped(string name) => AreInstancesOwn(name) || OfOneHop.Contains(name);
}
