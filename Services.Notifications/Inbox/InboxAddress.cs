using System.Security.Cryptography;
using System.Text;
using BtcWatcher.ServiceDefaults.Keys;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace BtcWatcher.Services.Notifications.Inbox;

/// <summary>
/// Where the built-in inbox listens: this process's own address, with a secret only this installation can compute.
/// </summary>
internal sealed class InboxAddress(IServer server, InstallationKeys keys)
{
    private readonly string _secret = WebEncoders.Base64UrlEncode(keys.Derive("notifications/inbox", 24));

    /// <summary>Null while the service does not listen yet.</summary>
    public Uri? Current
    {
        get
        {
            var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
            var own = addresses.FirstOrDefault(address => address.StartsWith("http://", StringComparison.Ordinal));
            if (own is null) return null;
            var address = BindingAddress.Parse(own);
            var host = address.Host is "+" or "*" or "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host;
            return new Uri($"http://{host}:{address.Port}/demo/inbox/{_secret}");
        }
    }

    public bool IsSecret(string text) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(_secret));
}
