using Microsoft.Extensions.Configuration;
using Npgsql;

namespace BtcWatcher.ServiceDefaults.Http;

/// <summary>The environment variables of the original, taken where ours are not given.</summary>
public static class OriginalVariables
{
    public static void AddOriginalVariables(this IConfigurationManager configuration)
    {
        var taken = new Dictionary<string, string?>();
        Take("FREQTRADE_VERSION", "Settings:system:freqtrade:version", text => text);
        Take("FREQTRADE_BASE_PORT", "Instances:PortBase", text => text);
        Take("DATABASE_URL", "ConnectionStrings:btcwatcher", Database);
        Take("REDIS_URL", "ConnectionStrings:redis", Redis);
        if (taken.Count > 0) configuration.AddInMemoryCollection(taken);

        void Take(string name, string key, Func<string, string?> read)
        {
            if (configuration[name] is not { Length: > 0 } text || configuration[key] is { Length: > 0 }) return;
            taken[key] = read(text) ?? throw new InvalidOperationException(
                $"{name} must be an address such as postgresql://user:password@host:5432/name or redis://host:6379/0; "
                + $"or give {key.Replace(":", "__", StringComparison.Ordinal)} instead.");
        }
    }

    private static string? Database(string text)
    {
        if (Address(text, "postgresql", "postgres") is not { } address) return null;
        var (user, password) = UserOf(address);
        return new NpgsqlConnectionStringBuilder
        {
            Host = address.Host, Port = address.Port > 0 ? address.Port : 5432, Username = user, Password = password,
            Database = Uri.UnescapeDataString(address.AbsolutePath.Trim('/')),
        }.ConnectionString;
    }

    private static string? Redis(string text)
    {
        if (Address(text, "redis", "rediss") is not { } address) return null;
        var (_, password) = UserOf(address);
        return $"{address.Host}:{(address.Port > 0 ? address.Port : 6379)}"
            + (password is { Length: > 0 } ? $",password={password}" : "")
            + (address.AbsolutePath.Trim('/') is { Length: > 0 } number ? $",defaultDatabase={number}" : "")
            + (address.Scheme == "rediss" ? ",ssl=true" : "");
    }

    // Such as postgresql+asyncpg: what is behind the + is the driver of the original.
    private static Uri? Address(string text, params string[] schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme.Split('+')[0])
            ? address : null;

    private static (string? User, string? Password) UserOf(Uri address)
    {
        var parts = address.UserInfo.Split(':', 2);
        return (parts[0].Length > 0 ? Uri.UnescapeDataString(parts[0]) : null,
            parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : null);
    }
}
