using System.Net;
using System.Security.Cryptography;
using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BtcWatcher.ServiceDefaults.Tests.Auth;

public sealed class TokenTests(Servers servers) : IAsyncLifetime
{
    private readonly ECDsa _signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly StubKeys _keys = new();
    private WebApplication? _app;

    private WebApplication App => _app!;

    public async ValueTask InitializeAsync()
    {
        _keys.Key = new ECDsaSecurityKey(_signer) { KeyId = "key-1" };
        _app = await TestService.StartAsync(
            "signals", await servers.Get.CreateDatabaseAsync(), servers.QuietBroker,
            configure: builder => builder.Services.AddSingleton<IUserKeys>(_keys));
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        _signer.Dispose();
    }

    [Theory]
    [InlineData("/health/live", HttpStatusCode.OK)]
    [InlineData("/health/ready", HttpStatusCode.OK)]
    [InlineData("/viewer", HttpStatusCode.Unauthorized)]
    [InlineData("/unnamed", HttpStatusCode.Unauthorized)]
    [InlineData("/internal/thing", HttpStatusCode.Unauthorized)]
    public async Task Request_WithoutToken_IsRefusedButForHealth(string path, HttpStatusCode expected)
    {
        using var client = App.Client();
        using var response = await client.GetAsync(path);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("viewer", "/viewer", HttpStatusCode.OK)]
    [InlineData("viewer", "/unnamed", HttpStatusCode.OK)]
    [InlineData("viewer", "/admin", HttpStatusCode.Forbidden)]
    [InlineData("viewer", "/nowhere", HttpStatusCode.NotFound)]
    [InlineData("admin", "/admin", HttpStatusCode.OK)]
    [InlineData("admin", "/viewer", HttpStatusCode.OK)]
    [InlineData("admin", "/internal/thing", HttpStatusCode.Forbidden)]
    [InlineData("service", "/internal/thing", HttpStatusCode.OK)]
    public async Task UserToken_Role_DecidesWhatIsAllowed(string role, string path, HttpStatusCode expected) =>
        Assert.Equal(expected, await GetAsync(path, UserToken(role: role)));

    [Theory]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    [InlineData("...")]
    [InlineData("")]
    public async Task Token_Garbage_Is401(string token) => Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("/viewer", token));

    [Fact]
    public async Task UserToken_Expired_Is401() =>
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("/viewer", UserToken(lifetime: TimeSpan.FromMinutes(-1))));

    [Fact]
    public async Task UserToken_UnknownKey_Is401() =>
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("/viewer", UserToken(kid: "key-2")));

    [Fact]
    public async Task UserToken_SignedByStranger_Is401()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("/viewer", UserToken(signer: stranger)));
    }

    [Fact]
    public async Task UserToken_RevokedSession_Is401()
    {
        var session = Guid.CreateVersion7();
        Assert.Equal(HttpStatusCode.OK, await GetAsync("/viewer", UserToken(session: session)));

        _keys.Revoke(session);

        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("/viewer", UserToken(session: session)));
    }

    [Fact]
    public async Task ServiceToken_ForAnotherService_Is401()
    {
        using var client = App.ClientAs("api", audience: "notifications");
        using var response = await client.GetAsync("/internal/thing");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task ServiceToken_OfAnotherInstallation_Is401()
    {
        using var client = App.ClientAs("api", "signals", key: "another installation key, as long as needed");
        using var response = await client.GetAsync("/internal/thing");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task ServiceToken_OfTheInstallation_ReachesInternalOnly()
    {
        using var client = App.ClientAs("api", "signals");

        Assert.Equal("thing", await client.GetStringAsync("/internal/thing"));
        using var viewer = await client.GetAsync("/viewer");
        Assert.Equal(HttpStatusCode.Forbidden, viewer.StatusCode);
    }

    [Fact]
    public async Task UserToken_OfASharedKey_IsTakenWithItsOwnAlgorithmOnly()
    {
        var bytes = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        var shared = new SharedKey("hs256-1", bytes).ToSecurityKey();
        var right = UserToken(credentials: new(shared, SecurityAlgorithms.HmacSha256));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("/viewer", right));

        _keys.Key = shared;
        Assert.Equal(HttpStatusCode.OK, await GetAsync("/viewer", right));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("/viewer", UserToken(kid: "hs256-1")));
    }

    private async Task<HttpStatusCode> GetAsync(string path, string token)
    {
        using var client = App.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var response = await client.GetAsync(path);
        return response.StatusCode;
    }

    private string UserToken(
        string role = "viewer", TimeSpan? lifetime = null, string kid = "key-1", ECDsa? signer = null,
        Guid? session = null, SigningCredentials? credentials = null)
    {
        var key = new ECDsaSecurityKey(signer ?? _signer) { KeyId = kid };
        var now = DateTime.UtcNow.AddHours(-1);
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = TokenClaims.UserIssuer,
            Audience = TokenClaims.UserAudience,
            IssuedAt = now,
            NotBefore = now,
            Expires = DateTime.UtcNow + (lifetime ?? TimeSpan.FromHours(1)),
            Claims = new Dictionary<string, object>
            {
                ["sub"] = Guid.CreateVersion7().ToString(),
                [TokenClaims.Role] = role,
                [TokenClaims.Session] = (session ?? Guid.CreateVersion7()).ToString(),
            },
            SigningCredentials = credentials ?? new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256),
        });
    }

    private sealed class StubKeys : IUserKeys
    {
        private readonly HashSet<Guid> _revoked = [];

        public SecurityKey? Key { get; set; }

        public ValueTask<SecurityKey?> FindAsync(string keyId, CancellationToken cancellationToken) =>
            ValueTask.FromResult(keyId == Key?.KeyId ? Key : null);

        public bool IsRevoked(Guid sessionId) => _revoked.Contains(sessionId);

        public void Revoke(Guid sessionId) => _revoked.Add(sessionId);
    }
}
