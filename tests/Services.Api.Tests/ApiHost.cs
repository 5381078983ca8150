using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BtcWatcher.ServiceDefaults;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Api.Auth;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.Services.Api.Tests;

/// <summary>The whole service as Program.cs puts it together, on a port of its own.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    public const string Key = "the installation key of the tests, long enough";
    public const string AdminPassword = "Correct-Horse-7";

    private readonly WebApplication _app;

    private ApiHost(WebApplication app, TestFolder folder) => (_app, Folder) = (app, folder);

    public TestFolder Folder { get; }

    public Uri Address => new(_app.Urls.Single());

    public IServiceProvider Services => _app.Services;

    /// <summary>Settings with a null value are taken away from the usual ones.</summary>
    public static async Task<ApiHost> StartAsync(
        string database, string rabbitMq, TestFolder folder, Dictionary<string, string?>? settings)
    {
        var app = Build(database, rabbitMq, folder, settings);
        app.UseApi();
        try
        {
            await app.StartAsync();
        }
        catch
        {
            // What has begun, such as the bus, would go on trying for ever.
            await app.StopAsync();
            await app.DisposeAsync();
            throw;
        }

        return new(app, folder);
    }

    public static WebApplication Build(
        string database, string rabbitMq, TestFolder folder, Dictionary<string, string?>? settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Installation:Key"] = Key,
            ["Installation:Data"] = folder.Data,
            ["Installation:Simulated"] = "true",
            ["ConnectionStrings:btcwatcher"] = database,
            ["ConnectionStrings:rabbitmq"] = rabbitMq,
            ["Config:Directory"] = folder.Config,
            ["Config:PollInterval"] = "00:00:00.2",
            ["Web:Root"] = folder.Web,
            ["BTCWATCHER_ADMIN_PASSWORD"] = AdminPassword,
            ["urls"] = "http://127.0.0.1:0",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.AddApi();
        return builder.Build();
    }

    public HttpClient Anonymous() => new() { BaseAddress = Address };

    public HttpClient With(string token)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    /// <summary>A new user with a session.</summary>
    public async Task<HttpClient> AsAsync(string role) => With((await UserAsync(role)).AccessToken);

    /// <summary>A new user, with the tokens of a session.</summary>
    public async Task<TokenAnswer> UserAsync(
        string role, string? name = null, string? password = null, bool mustChange = false)
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ApiDbContext>();
        var passwords = scope.ServiceProvider.GetRequiredService<Passwords>();
        var now = DateTimeOffset.UtcNow;
        var user = new User
        {
            Username = name ?? $"user-{Guid.NewGuid():N}",
            PasswordHash = password is null ? "" : await passwords.HashAsync(password, CancellationToken.None),
            Role = role,
            MustChangePassword = mustChange,
            CreatedAt = now,
            PasswordChangedAt = now,
        };
        db.Users.Add(user);
        await db.SaveChangesAsync();
        return (await scope.ServiceProvider.GetRequiredService<Sessions>()
            .OpenAsync(user, new DefaultHttpContext(), CancellationToken.None))!;
    }

    /// <summary>A client that calls as another service of the installation.</summary>
    public HttpClient AsService()
    {
        var tokens = new ServiceTokens(
            new InstallationKeys(Key), new ServiceIdentity("supervisor"), TimeProvider.System);
        return With(tokens.For("api"));
    }

    public async Task<HttpResponseMessage> LoginAsync(string username, string password)
    {
        using var client = Anonymous();
        return await client.PostAsJsonAsync("/api/v1/auth/login", new { username, password });
    }

    public async Task<HttpResponseMessage> RefreshAsync(string token)
    {
        using var client = Anonymous();
        return await client.PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = token });
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Folder.Dispose();
    }
}

internal static class Answers
{
    /// <summary>The body of an answer with exactly this status.</summary>
    public static async Task<JsonElement> ExpectAsync(this Task<HttpResponseMessage> sending, HttpStatusCode status)
    {
        using var response = await sending;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} instead of {(int)status}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>A problem of exactly this status and type.</summary>
    public static async Task<JsonElement> ExpectProblemAsync(
        this Task<HttpResponseMessage> sending, HttpStatusCode status, string type)
    {
        var body = await sending.ExpectAsync(status);
        Assert.Equal("urn:btcwatcher:" + type, body.GetProperty("type").GetString());
        Assert.Equal((int)status, body.GetProperty("status").GetInt32());
        return body;
    }

    /// <summary>The user whose token the client carries.</summary>
    public static async Task<Guid> IdAsync(this HttpClient client) =>
        (await client.GetAsync("/api/v1/auth/me").ExpectAsync(HttpStatusCode.OK)).GetProperty("user_id").GetGuid();

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
