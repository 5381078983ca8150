using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Gateway.Tests.FreqUi;

/// <summary>What FreqUI 2.0.7 was recorded to do, in order, for two instances behind this gateway.</summary>
public sealed partial class FreqUiReplayTests : GatewayTest
{
    // In the recording's order; a bot logs in again where it was logged out.
    private static readonly string[] Order =
    [
        "login_first_bot", "login_second_bot", "page_load", "one_401_then_refresh", "natural_expiry_after_15_min",
        "refresh_answers_503", "refresh_answers_401", "login_first_bot", "http_503_for_20_s", "http_502_then_offline",
        "websocket_killed", "websocket_refused_502", "force_enter", "force_exit_market", "reload_config",
    ];

    [Fact]
    public async Task EverySequence_ForTwoInstances_GetsWhatFreqUiNeeds()
    {
        using var recording = JsonDocument.Parse(await File.ReadAllTextAsync(Recorded.File("frequi-requests.json")));
        var sequences = recording.RootElement.GetProperty("sequences");
        var frames = recording.RootElement.GetProperty("websocket_2_0_7");
        using var first = new FreqUiBot(Gateway, Services, new RecordedInstance(First), 1, frames);
        using var second = new FreqUiBot(Gateway, Services, new RecordedInstance(Second), 2, frames);
        var steps = 0;
        foreach (var name in Order)
        {
            var recorded = name == "login_second_bot" ? "login_first_bot" : name;
            await SetDownAsync(name == "http_503_for_20_s");
            foreach (var line in sequences.GetProperty(recorded).EnumerateArray().Select(line => line.GetString()!))
            {
                if (Line().Match(line) is not { Success: true } match) continue;
                var bot = match.Groups[1].Value == "2" || name == "login_second_bot" ? second : first;
                await bot.DoAsync(match.Groups[2].Value);
                steps++;
            }
        }

        Assert.InRange(steps, 200, 500);
        Assert.Equal(3, Services.Logins);
    }

    [Fact]
    public async Task EveryRequest_ToTwoInstances_IsUnderstoodAtBoth()
    {
        using var recording = JsonDocument.Parse(await File.ReadAllTextAsync(Recorded.File("frequi-requests.json")));
        foreach (var (instance, id) in ((FakeInstance, int)[])[(First, 1), (Second, 2)])
        {
            var recorded = new RecordedInstance(instance);
            using var client = Gateway.With(null);
            foreach (var request in recording.RootElement.GetProperty("requests_2_0_7").EnumerateArray())
            {
                if (request.GetProperty("path").GetString()!.EndsWith("/ws", StringComparison.Ordinal)) continue;
                await RepeatAsync(client, recorded, request, id);
            }
        }
    }

    private async Task RepeatAsync(HttpClient client, RecordedInstance instance, JsonElement recorded, int id)
    {
        var target = recorded.GetProperty("path").GetString()!
            .Replace("{id}", id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{trade_id}", "17", StringComparison.Ordinal);
        var status = recorded.GetProperty("status").GetInt32();
        if (recorded.TryGetProperty("query", out var query)) target += "?" + query.GetString();
        var call = new HttpMethod(recorded.GetProperty("method").GetString()!);
        using var request = new HttpRequestMessage(call, target);
        request.Headers.Add("Origin", GatewayHost.UiOrigin);
        foreach (var header in recorded.GetProperty("headers").EnumerateObject())
        {
            request.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString());
        }

        if (recorded.TryGetProperty("body_shape", out var body)) request.Content = ContentLike(body);
        Authorize(request, recorded, status);
        instance.Status = status is 502 or 503 ? status : 200;
        Services.ApiAway = status == 503;
        using var response = await client.SendAsync(request);
        Services.ApiAway = false;

        // A trailing slash or /api/v1 in the bot's address, on which FreqTrade itself fails, is understood here.
        var expected = status == 405 ? 200 : status;
        Assert.True(expected == (int)response.StatusCode, $"{call} {target}: {(int)response.StatusCode}");
        Assert.Equal(GatewayHost.UiOrigin, response.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    private void Authorize(HttpRequestMessage request, JsonElement recorded, int status)
    {
        var scheme = recorded.TryGetProperty("authorization", out var given) ? given.GetString() : "none";
        var isRefresh = request.RequestUri!.OriginalString.EndsWith("/token/refresh", StringComparison.Ordinal);
        var credentials = scheme switch
        {
            "Basic" => "Basic " + Convert.ToBase64String(
                Encoding.UTF8.GetBytes(status == 401 ? "admin:wrong" : "admin:right:password")),
            "Bearer" when isRefresh => "Bearer " + (status == 401 ? "undefined" : Services.RefreshTokenFor("admin")),
            "Bearer" when status == 401 => "Bearer undefined",
            "Bearer" => "Bearer " + Services.Tokens.For("admin", audience: "btcwatcher-gateway"),
            _ => null,
        };
        if (credentials is not null) request.Headers.TryAddWithoutValidation("Authorization", credentials);
    }

    private static StringContent ContentLike(JsonElement shape)
    {
        var text = shape.GetRawText().Replace("\"number\"", "1", StringComparison.Ordinal);
        return new StringContent(text, Encoding.UTF8, "application/json");
    }

    private async Task SetDownAsync(bool down)
    {
        Services.SetRoutes(
            down ? First.Route with { State = InstanceState.Starting } : First.Route, Second.Route);
        Assert.Null(await Gateway.FetchRoutesAsync());
    }

    [GeneratedRegex(@"^\+[\d.]+s bot (\d) (.*)$")]
    private static partial Regex Line();
}
