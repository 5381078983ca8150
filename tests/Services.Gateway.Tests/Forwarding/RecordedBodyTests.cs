using System.Text.Json;

namespace BtcWatcher.Services.Gateway.Tests.Forwarding;

public sealed class RecordedBodyTests : GatewayTest
{
    [Fact]
    public async Task EveryRecordedBody_PassesByteForByte()
    {
        using var index = JsonDocument.Parse(await File.ReadAllTextAsync(Recorded.File("api/_index.json")));
        using var client = Gateway.As("admin");
        var passed = 0;
        foreach (var entry in index.RootElement.EnumerateArray())
        {
            var request = entry.GetProperty("request").GetString()!.Split(' ');
            var (status, call) =
                (entry.GetProperty("status").GetInt32(), request[1].Replace("/api/v1/", "", StringComparison.Ordinal));
            if (status == 401 || call == "nosuch" || call.StartsWith("token/", StringComparison.Ordinal)
                || call.StartsWith("logs", StringComparison.Ordinal)) continue;
            var body = await File.ReadAllBytesAsync(Recorded.File("api/" + entry.GetProperty("file").GetString()));
            First.Answer = context =>
            {
                context.Response.StatusCode = status;
                context.Response.ContentType = "application/json";
                return context.Response.Body.WriteAsync(body).AsTask();
            };

            using var response = await client.SendAsync(new HttpRequestMessage(
                new HttpMethod(request[0]), "/api/strategy/1/" + call));
            Assert.Equal((call, status), (call, (int)response.StatusCode));
            Assert.Equal(body, await response.Content.ReadAsByteArrayAsync());
            passed++;
        }

        Assert.InRange(passed, 50, 200);
    }
}
