using System.Net.Http.Headers;
using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.Services.Gateway.Tests.Access;

/// <summary>A token that was verified before is looked at again with every call.</summary>
public sealed class RevocationTests : GatewayTest
{
    [Fact]
    public async Task Token_WhoseSessionIsRevokedAfterItsFirstUse_Is401()
    {
        var session = Guid.NewGuid();
        using var client = With(Services.Tokens.For("viewer", session: session));
        Assert.Equal(200, await StatusAsync(client));
        Assert.Equal(200, await StatusAsync(client));

        Gateway.Services.GetRequiredService<IUserKeys>().Revoke(session);

        Assert.Equal(401, await StatusAsync(client));
    }

    [Fact]
    public async Task Token_ThatExpiresAfterItsFirstUse_Is401()
    {
        // Longer than the first two calls take on a busy machine, or they would be what fails.
        using var client = With(Services.Tokens.For("viewer", TimeSpan.FromSeconds(3)));
        Assert.Equal(200, await StatusAsync(client));
        await BtcWatcher.Testing.Eventually.TrueAsync(async () => await StatusAsync(client) == 401);
    }

    [Fact]
    public async Task Token_OfAnotherServiceOnly_Is401()
    {
        using var client = With(Services.Tokens.For("viewer", audience: TokenClaims.AudienceOf("signals")));
        Assert.Equal(401, await StatusAsync(client));
    }

    private HttpClient With(string token) => Gateway.With(new AuthenticationHeaderValue("Bearer", token));

    private static async Task<int> StatusAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/api/strategy/1/trades");
        return (int)response.StatusCode;
    }
}
