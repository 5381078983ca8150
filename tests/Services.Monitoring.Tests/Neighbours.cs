using System.Security.Cryptography;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.Services.Monitoring.Capacity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BtcWatcher.Services.Monitoring.Tests;

/// <summary>Stands in for the api and the supervisor over real HTTP: user keys, settings, instances, ports.</summary>
internal sealed class Neighbours : IAsyncDisposable
{
    private const string KeyId = "test-key";
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private WebApplication? _app;

    public string Address => _app!.Urls.Single();
    public SettingsSnapshot Settings { get; set; } = new() { Version = 1 };

    /// <summary>True: the supervisor answers 503.</summary>
    public bool SupervisorAway { get; set; }
    public IReadOnlyList<InstanceView> Instances { get; set; } = [];
    public PortPool Ports { get; set; } = Make.Pool(0);

    public static async Task<Neighbours> StartAsync()
    {
        var self = new Neighbours();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.ConfigureHttpJsonOptions(json => MessageJson.Apply(json.SerializerOptions));
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/internal/keys", () => self.KeySet);
        app.MapGet("/internal/settings", () => self.Settings);
        app.MapGet("/internal/instances", () =>
            self.SupervisorAway ? Results.StatusCode(503) : Results.Ok(self.Instances));
        app.MapGet("/internal/ports", () => self.SupervisorAway ? Results.StatusCode(503) : Results.Ok(self.Ports));
        await app.StartAsync();
        self._app = app;
        return self;
    }

    private UserKeySet KeySet
    {
        get
        {
            var point = _key.ExportParameters(false).Q;
            return new UserKeySet(
                [new PublicKey(KeyId, WebEncoders.Base64UrlEncode(point.X!), WebEncoders.Base64UrlEncode(point.Y!))],
                []);
        }
    }

    /// <summary>A user's token as the api signs it.</summary>
    public string TokenOf(string role) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
        new SecurityTokenDescriptor
        {
            Issuer = TokenClaims.UserIssuer,
            Audience = TokenClaims.UserAudience,
            Expires = DateTime.UtcNow.AddMinutes(15),
            Claims = new Dictionary<string, object> { [TokenClaims.Name] = "someone", [TokenClaims.Role] = role },
            SigningCredentials =
                new SigningCredentials(new ECDsaSecurityKey(_key) { KeyId = KeyId }, SecurityAlgorithms.EcdsaSha256),
        });

    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        _key.Dispose();
    }
}
