namespace BtcWatcher.Simulator.Api;

internal delegate Task<ApiResult> ApiHandler(ApiRequest request);

/// <summary>FreqTrade's endpoint table. Patterns are matched in order; {name} takes one segment.</summary>
internal sealed class ApiRoutes
{
    private readonly List<Entry> _entries = [];

    internal sealed record Entry(string Method, string[] Pattern, bool Open, bool ReadsBody, ApiHandler Handler)
    {
        public string Path => "/" + string.Join('/', Pattern);
    }

    public IReadOnlyList<Entry> Entries => _entries;

    public void Add(string method, string path, ApiHandler handler, bool open = false, bool body = false) =>
        _entries.Add(new Entry(method, ("api/v1/" + path).Split('/'), open, body, handler));

    public void AddJson(string method, string path, Func<ApiRequest, object?> handler, bool body = false) =>
        Add(method, path, request => Task.FromResult(ApiResult.Ok(handler(request))), body: body);

    /// <summary>The endpoint and its path values; no endpoint: whether another method exists for the path.</summary>
    public (Entry? Found, Dictionary<string, string> Route, bool OtherMethod) Match(string method, string path)
    {
        var segments = path.TrimStart('/').Split('/');
        var other = false;
        if (path.StartsWith("//", StringComparison.Ordinal))
        {
            return (null, [], false);
        }

        foreach (var entry in _entries)
        {
            if (Route(entry.Pattern, segments) is not { } route)
            {
                continue;
            }

            if (entry.Method == method)
            {
                return (entry, route, false);
            }

            other = true;
        }

        return (null, [], other);
    }

    private static Dictionary<string, string>? Route(string[] pattern, string[] segments)
    {
        if (pattern.Length != segments.Length)
        {
            return null;
        }

        var values = new Dictionary<string, string>();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i].StartsWith('{'))
            {
                values[pattern[i].Trim('{', '}')] = Uri.UnescapeDataString(segments[i]);
            }
            else if (pattern[i] != segments[i])
            {
                return null;
            }
        }

        return values;
    }
}
