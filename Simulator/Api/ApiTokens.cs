using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Api;

/// <summary>FreqTrade's JSON web tokens: HS256, identity.u, access 15 minutes, refresh 30 days; nothing is kept or
/// revoked.</summary>
internal sealed class ApiTokens(string secret, TimeProvider clock)
{
    private const string Header = """{"alg":"HS256","typ":"JWT"}""";
    private readonly byte[] _key = Encoding.UTF8.GetBytes(secret);

    public string Create(string user, string type)
    {
        var now = clock.GetUtcNow();
        var life = type == "access" ? TimeSpan.FromMinutes(15) : TimeSpan.FromDays(30);
        var claims = PyJson.Bytes(new PyDict
        {
            ["identity"] = new PyDict { ["u"] = user },
            ["exp"] = (now + life).ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["type"] = type,
        });
        var text = $"{Base64Url.EncodeToString(Encoding.ASCII.GetBytes(Header))}.{Base64Url.EncodeToString(claims)}";
        return $"{text}.{Base64Url.EncodeToString(Sign(text))}";
    }

    /// <summary>The user of a valid token of that type, else null.</summary>
    public string? User(string token, string type)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || !TryDecode(parts[2], out var signature)
            || !CryptographicOperations.FixedTimeEquals(signature, Sign($"{parts[0]}.{parts[1]}"))
            || !TryDecode(parts[1], out var body) || Claims(body) is not { } claims)
        {
            return null;
        }

        var alive = claims.Number("exp") is not { } exp || exp > clock.GetUtcNow().ToUnixTimeSeconds();
        return alive && claims.Text("type") == type ? claims.Dict("identity")?.Text("u") : null;
    }

    private static PyDict? Claims(byte[] body)
    {
        try
        {
            return PyJson.Read(body) as PyDict;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool TryDecode(string text, out byte[] bytes)
    {
        try
        {
            bytes = Base64Url.DecodeFromChars(text);
            return true;
        }
        catch (FormatException)
        {
            bytes = [];
            return false;
        }
    }

    private byte[] Sign(string text) => HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(text));
}
