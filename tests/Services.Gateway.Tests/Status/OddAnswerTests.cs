using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BtcWatcher.Services.Gateway.Tests.Status;

/// <summary>Strategies are foreign code, which may answer anything: it is told of that one only.</summary>
public sealed class OddAnswerTests : GatewayTest
{
    protected override (string Key, string Value)[] Settings => [("Gateway:StatusInstanceTimeout", "00:00:00.500")];

    [Theory]
    [InlineData("nonsense", "error: the answer is no JSON")]
    [InlineData("", "error: the answer is no JSON")]
    [InlineData("{\"a\":{\"a\":", "error: the answer is no JSON")]
    [InlineData("[]", "error: the answer is no JSON object")]
    [InlineData("\"running\"", "error: the answer is no JSON object")]
    [InlineData("{\"state\":\"\\ud800\"}", "error: the state is no word")]
    [InlineData("{\"state\":{\"a\":1}}", "error: the state is no word")]
    [InlineData("{\"state\":\"0123456789012345678901234567890123456789012345\"}", "error: the state is no word")]
    public async Task Body_ThatIsNotFreqTrades_IsThatInstancesErrorOnly(string body, string expected)
    {
        First.Answer = context => context.Response.WriteAsync(body);
        await ExpectAsync(expected);
    }

    [Fact]
    public async Task Body_WithoutEnd_IsThatInstancesErrorOnly()
    {
        First.Answer = async context =>
        {
            var spaces = Encoding.ASCII.GetBytes(new string(' ', 16 * 1024));
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(spaces);
        };
        await ExpectAsync("error: the answer is longer than 65536 bytes");
    }

    [Fact]
    public async Task Body_ThatTrickles_IsUnreachableAfterItsTime()
    {
        First.Answer = async context =>
        {
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        await ExpectAsync("unreachable: no answer within 0.5 s");
    }

    [Fact]
    public async Task Body_ThatBreaksOff_IsUnreachable()
    {
        First.Answer = async context =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            context.Abort();
        };
        await ExpectAsync("unreachable: connection broken");
    }

    [Fact]
    public async Task Number_ThatJsonCannotTell_IsLeftOut()
    {
        First.Answer = context => context.Response.WriteAsync(
            context.Request.Path.Value!.EndsWith("health", StringComparison.Ordinal)
                ? """{"last_process_ts":1e999}"""
                : """{"state":"running"}""");
        var first = await FirstAsync();

        Assert.Equal("healthy", first.GetProperty("status").GetString());
        Assert.Equal("""{"state":"running","last_process":null}""", first.GetProperty("data").GetRawText());
    }

    private async Task ExpectAsync(string expected)
    {
        var first = await FirstAsync();
        Assert.Equal(expected, string.Create(
            CultureInfo.InvariantCulture, $"{first.GetProperty("status")}: {first.GetProperty("error")}"));
    }

    private async Task<JsonElement> FirstAsync()
    {
        using var client = Gateway.As("viewer");
        using var response = await client.GetAsync("/api/strategies/status");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var strategies = body.RootElement.GetProperty("strategies");
        Assert.Equal("healthy", strategies.GetProperty("2").GetProperty("status").GetString());
        return strategies.GetProperty("1").Clone();
    }
}
