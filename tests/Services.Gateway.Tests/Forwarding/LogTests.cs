using System.Text.Json;
using BtcWatcher.Services.Gateway.Forwarding;
using Microsoft.AspNetCore.Http;

namespace BtcWatcher.Services.Gateway.Tests.Forwarding;

public sealed class LogTests : GatewayTest
{
    [Fact]
    public async Task Logs_OfAnInstance_ComeWithoutItsSecrets()
    {
        string[] lines =
        [
            """127.0.0.1:1 - "WebSocket /api/v1/message/ws?token=instance-ws-token-1" [accepted]""",
            "Max retries exceeded with url: /api/v1/signals/webhook/1/SeCrEt-x_1 (Caused by ...)",
            "Bot heartbeat. PID=4711, version='2025.8', state='RUNNING'",
        ];
        First.Answer = context => context.Response.WriteAsJsonAsync(new { log_count = 3, logs = lines });
        using var client = Gateway.As("viewer");
        using var response = await client.GetAsync("/api/strategy/1/logs?limit=3");

        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(3, body.GetProperty("log_count").GetInt32());
        Assert.Equal(
            [
                """127.0.0.1:1 - "WebSocket /api/v1/message/ws?token=***" [accepted]""",
                "Max retries exceeded with url: /api/v1/signals/webhook/1/*** (Caused by ...)",
                "Bot heartbeat. PID=4711, version='2025.8', state='RUNNING'",
            ],
            body.GetProperty("logs").EnumerateArray().Select(line => line.GetString()!));
        Assert.Equal("/api/v1/logs?limit=3", First.Last.Target);
    }

    [Theory]
    [InlineData("ws?token=eyJhbGci.eyJp.x&y=1", "ws?token=***&y=1")]
    [InlineData("bearer eyJhbGciOiJIUzI1NiJ9.eyJpZGVudGl0eSI6.abc-_9 end", "bearer *** end")]
    [InlineData("'password': 'hunter2', 'username': 'u'", "'password': '***', 'username': 'u'")]
    [InlineData("""\"jwt_secret_key\": \"abc\", \"x\": 1""", """\"jwt_secret_key\": \"***\", \"x\": 1""")]
    [InlineData("\"ws_token\": [\"abc\"]", "\"ws_token\": [\"***\"]")]
    [InlineData("the secret is s3cr3t!", "the secret is ***!")]
    [InlineData("Changing state to: RUNNING", "Changing state to: RUNNING")]
    public void Redaction_TakesSecretsOutAndNothingElse(string line, string expected) =>
        Assert.Equal(expected, LogRedaction.Apply(line, ["s3cr3t", ""]));
}
