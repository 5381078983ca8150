using System.Text;

namespace BtcWatcher.Services.Gateway.Access;

/// <summary>Name and password as a Basic header has them.</summary>
internal static class BasicHeader
{
    private const string Scheme = "Basic ";

    public static bool IsOne(string header) => header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Null where they are no base64 of name:password.</summary>
    public static (string Username, string Password)? Read(string header)
    {
        var credentials = header[Scheme.Length..].Trim();
        var bytes = new byte[credentials.Length];
        if (!Convert.TryFromBase64String(credentials, bytes, out var length)) return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : (text[..colon], text[(colon + 1)..]);
    }
}
