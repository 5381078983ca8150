using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;

namespace BtcWatcher.ServiceDefaults.Tests.Http;

public sealed class ProblemTests(Servers servers) : IAsyncLifetime
{
    private WebApplication? _app;
    private HttpClient? _client;

    private HttpClient Client => _client!;

    public async ValueTask InitializeAsync()
    {
        _app = await TestService.StartAsync(
            "signals", await servers.Get.CreateDatabaseAsync(), servers.QuietBroker);
        _client = _app.ClientAs("api", "signals");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app!.DisposeAsync();
    }

    [Theory]
    [InlineData("/viewer", HttpStatusCode.Forbidden, "urn:btcwatcher:http:403")]
    [InlineData("/fault", HttpStatusCode.InternalServerError, "urn:btcwatcher:http:fault")]
    [InlineData("/away", HttpStatusCode.ServiceUnavailable, "urn:btcwatcher:http:unavailable")]
    public async Task Fault_OfAnyKind_IsAProblemWithoutInnerDetail(string path, HttpStatusCode status, string type)
    {
        using var response = await Client.GetAsync(path);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(type, problem.GetProperty("type").GetString());
        Assert.NotEmpty(problem.GetProperty("trace_id").GetString()!);
        Assert.DoesNotContain("secret detail", problem.ToString());
    }

    [Fact]
    public async Task Fault_Transient_SaysWhenToTryAgain()
    {
        using var response = await Client.GetAsync("/away");

        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Body_WithAnUnknownField_Is400ThatNamesIt()
    {
        using var response = await Client.PostAsync(
            "/things", new StringContent("{\"some_nam\": \"x\"}", Encoding.UTF8, "application/json"));
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("urn:btcwatcher:http:unknown_field", problem.GetProperty("type").GetString());
        Assert.Equal(
            "some_nam: There is no such field: correct its name, or remove it.",
            problem.GetProperty("detail").GetString());
        Assert.True(problem.GetProperty("errors").TryGetProperty("some_nam", out _));
    }

    [Theory]
    [InlineData("{\"some_name\": 5}", "$.some_name")]
    [InlineData("{\"some_name\": ", "JSON")]
    public async Task Body_Malformed_Is400ThatNamesTheField(string body, string expected)
    {
        using var response = await Client.PostAsync("/things", new StringContent(body, Encoding.UTF8, "application/json"));
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("urn:btcwatcher:http:400", problem.GetProperty("type").GetString());
        Assert.Contains(expected, problem.GetProperty("detail").GetString());
    }
}
