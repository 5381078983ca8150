using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace BtcWatcher.EndToEnd.Tests;

/// <summary>Uses a system over REST, as a person with a password would.</summary>
internal sealed class RestClient(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

    public async Task<JsonElement> LoginAsync(string username, string password)
    {
        var login = await SendAsync(HttpMethod.Post, "/api/v1/auth/login", HttpStatusCode.OK, new { username, password });
        _http.DefaultRequestHeaders.Authorization = new("Bearer", login.GetProperty("access_token").GetString());
        return login;
    }

    /// <summary>
    /// Logs in with the password that the first start wrote to its file, and changes it as it must be.
    /// </summary>
    public async Task LoginFirstTimeAsync(string passwordFile, string newPassword)
    {
        var password = (await File.ReadAllTextAsync(passwordFile)).Trim();
        var login = await LoginAsync("admin", password);
        Assert.True(login.GetProperty("must_change_password").GetBoolean());
        await SendAsync(
            HttpMethod.Post, "/api/v1/auth/password", null, new { current_password = password, new_password = newPassword });
        await LoginAsync("admin", newPassword);
    }

    public void UseTokenOf(RestClient other) =>
        _http.DefaultRequestHeaders.Authorization = other._http.DefaultRequestHeaders.Authorization;

    /// <summary>The header with which a producer of signals proves itself.</summary>
    public void Use(JsonElement producer) => _http.DefaultRequestHeaders.Add(
        producer.GetProperty("secret_header").GetString()!, producer.GetProperty("secret").GetString());

    public Task<JsonElement> GetAsync(string path) => SendAsync(HttpMethod.Get, path, HttpStatusCode.OK);

    /// <param name="expected">Null: any success.</param>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, HttpStatusCode? expected, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var asExpected = expected is null ? response.IsSuccessStatusCode : response.StatusCode == expected;
        Assert.True(asExpected, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    public async Task<HttpStatusCode> StatusOfAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using var response = await _http.SendAsync(request);
        return response.StatusCode;
    }

    public void Dispose() => _http.Dispose();
}
