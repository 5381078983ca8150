using System.Security.Cryptography;
using System.Text;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Keys;
using Microsoft.AspNetCore.WebUtilities;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>
/// The key of HS256, while the settings want that: made of the installation's key and jwt_secret_key together, so that
/// neither alone makes tokens. Its id changes with it.
/// </summary>
internal sealed class SharedSigningKey(AuthRules rules, InstallationKeys installation)
{
    /// <summary>Null while ES256 is wanted: then no token of this kind counts.</summary>
    public SharedKey? Current
    {
        get
        {
            if (!rules.SharesKey) return null;
            var key = HMACSHA256.HashData(
                installation.Derive("user-tokens", 32), Encoding.UTF8.GetBytes(rules.KeySecret));
            return new("hs256-" + Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(0, 6)),
                WebEncoders.Base64UrlEncode(key));
        }
    }
}
