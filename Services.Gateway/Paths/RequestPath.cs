namespace BtcWatcher.Services.Gateway.Paths;

/// <summary>
/// The strategy and the decoded segments below api/v1 of a request's raw target. Nothing but what is understood
/// here ever reaches an instance.
/// </summary>
internal sealed record RequestPath(int StrategyId, IReadOnlyList<string> Segments)
{
    private const string Prefix = "/api/strategy/";
    private const string ApiPrefix = "api/v1/";

    private static readonly Refusal Malformed = new(400,
        "Malformed path: encoded slashes, backslashes, '//' and dot segments are not accepted.");

    /// <summary>Null with a refusal where the target is malformed or its strategy is no number.</summary>
    public static RequestPath? Parse(string rawTarget, out Refusal? refusal)
    {
        refusal = Malformed;
        var end = rawTarget.IndexOf('?', StringComparison.Ordinal);
        var path = end < 0 ? rawTarget : rawTarget[..end];
        if (!path.StartsWith(Prefix, StringComparison.Ordinal)) return null;

        var rest = path[Prefix.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var id = slash < 0 ? rest : rest[..slash];
        if (Decode(id) is null) return null;
        var segments = Split(slash < 0 ? "" : rest[(slash + 1)..]);
        if (segments is null) return null;

        refusal = null;
        if (ReadId(id) is { } strategyId) return new RequestPath(strategyId, segments);
        refusal = new Refusal(404, $"Strategy {id} not found");
        return null;
    }

    private static string[]? Split(string remainder)
    {
        // What FreqUI asks when its user enters the address with a trailing slash, or with /api/v1 (seen, 2.0.7).
        string[] prefixes = ['/' + ApiPrefix, ApiPrefix + ApiPrefix, ApiPrefix];
        var prefix = Array.Find(prefixes, text => remainder.StartsWith(text, StringComparison.Ordinal)) ?? "";
        remainder = remainder[prefix.Length..];
        if (remainder.Length == 0) return [];
        var segments = remainder.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            if (Decode(segments[i]) is not { } decoded) return null;
            segments[i] = decoded;
        }

        return segments;
    }

    private static string? Decode(string segment)
    {
        if (segment.Length == 0) return null;
        var text = segment.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(segment) : segment;
        return text is "." or ".." || text.Any(c => c is '/' or '\\' or '%' or '#' || char.IsControl(c)) ? null : text;
    }

    /// <summary>Strategy ids have one spelling only: no sign, no leading zero.</summary>
    private static int? ReadId(string text) =>
        text.Length <= 9 && text.All(char.IsAsciiDigit) && text[0] != '0' ? int.Parse(text) : null;
}
