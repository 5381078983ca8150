using System.Security.Cryptography;
using System.Text;
using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Api;

/// <summary>Basic or bearer on every endpoint, the two token endpoints, and the websocket's token.</summary>
internal sealed class ApiAuth(PyDict config, TimeProvider clock)
{
    private readonly ApiTokens _tokens = new(config.Text("jwt_secret_key") ?? "super-secret", clock);

    /// <summary>Null where the request may pass, else the answer.</summary>
    public ApiResult? Refuse(HttpRequest request)
    {
        var (scheme, value) = Credentials(request);
        if (scheme == "bearer" && value.Length > 0)
        {
            return _tokens.User(value, "access") is null ? BadToken() : null;
        }

        return scheme == "basic" && IsBasic(value) ? null : ApiResult.Detail(401, "Unauthorized");
    }

    public ApiResult Login(HttpRequest request)
    {
        var (scheme, value) = Credentials(request);
        if (scheme != "basic")
        {
            return ApiResult.Detail(401, "Not authenticated", "Basic");
        }

        if (!IsBasic(value))
        {
            return ApiResult.Detail(401, "Incorrect username or password");
        }

        var user = config.Text("username")!;
        return ApiResult.Ok(new PyDict
        {
            ["access_token"] = _tokens.Create(user, "access"),
            ["refresh_token"] = _tokens.Create(user, "refresh"),
        });
    }

    public ApiResult Refresh(HttpRequest request)
    {
        var (scheme, value) = Credentials(request);
        return scheme == "bearer" && _tokens.User(value, "refresh") is { } user
            ? ApiResult.Ok(new PyDict { ["access_token"] = _tokens.Create(user, "access") })
            : BadToken();
    }

    /// <summary>True for one of the configured ws tokens or a valid access token.</summary>
    public bool AllowsSocket(string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return false;
        }

        IEnumerable<string> known = config.Text("ws_token") is { } one
            ? [one]
            : Configuration.BotSettings.Texts(config, "ws_token");
        return known.Any(secret => Same(secret, token)) || _tokens.User(token, "access") is not null;
    }

    private static ApiResult BadToken() => ApiResult.Detail(401, "Could not validate credentials", "Bearer");

    private static (string Scheme, string Value) Credentials(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? (header.ToLowerInvariant(), "")
            : (header[..space].ToLowerInvariant(), header[(space + 1)..].Trim());
    }

    private bool IsBasic(string base64)
    {
        Span<byte> bytes = stackalloc byte[Math.Min(base64.Length, 1024)];
        if (base64.Length > 1024 || !Convert.TryFromBase64String(base64, bytes, out var length))
        {
            return false;
        }

        var pair = Encoding.UTF8.GetString(bytes[..length]);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon >= 0 && Same(pair[..colon], config.Text("username")!)
            & Same(pair[(colon + 1)..], config.Text("password")!);
    }

    private static bool Same(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
