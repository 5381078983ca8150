using System.Text.Json;
using System.Text.Json.Nodes;

namespace BtcWatcher.Simulator.Tests.Contract;

/// <summary>What arrives at the webhook, by message type, against what a running FreqTrade sent.</summary>
public sealed class WebhookTests
{
    [Fact]
    public async Task EveryType_TemplatesOfTheRecording_ArriveWithTheSameKeysAsStrings()
    {
        using var recorded = Recordings.Json("webhooks.json");
        await using var hook = new HookReceiver();
        await using var bot = new SimulatorProcess();
        var webhook = Webhook(hook.Url);
        foreach (var type in recorded.RootElement.EnumerateObject())
        {
            var fields = type.Value[0].EnumerateObject()
                .Select(p => KeyValuePair.Create(p.Name, (JsonNode?)$"{{{p.Name}}}"));
            webhook[type.Name] = new JsonObject(fields);
        }

        bot.Config["webhook"] = webhook;
        bot.Config["use_exit_signal"] = true;
        bot.Config["exchange"]!["pair_whitelist"] = new JsonArray("ETH/USDT", "SOL/USDT");
        bot.Write().Start();
        await bot.ReadyAsync();
        await bot.SendAsync(HttpMethod.Post, "forceenter", """{"pair":"LTC/USDT"}""");
        await bot.SendAsync(HttpMethod.Post, "forceexit", """{"tradeid":"all"}""");
        bot.Control("""{"stuck_exits": true}""");
        await bot.SendAsync(HttpMethod.Post, "forceenter", """{"pair":"BTC/USDT","price":1000}""");
        await bot.SendAsync(HttpMethod.Post, "forceexit", """{"tradeid":"all"}""");
        string[] wanted = ["status", "warning", "startup", "entry", "entry_fill", "entry_cancel", "exit", "exit_fill",
            "exit_cancel", "strategy_msg"];
        await SimulatorProcess.EventuallyAsync(() => Task.FromResult(wanted.All(Types(hook).Contains)), 60);
        bot.Signal("TERM");
        Assert.Equal(0, (await bot.ExitAsync()).Code);
        Assert.All(hook.Received, r => Assert.Equal("application/json", r.ContentType));
        foreach (var message in hook.Json)
        {
            var type = message.GetProperty("type").GetString()!;
            Assert.Equal(Keys(recorded.RootElement.GetProperty(type)[0]), Keys(message));
            Assert.All(message.EnumerateObject(), p => Assert.Equal(JsonValueKind.String, p.Value.ValueKind));
        }

        Assert.Equal("process died", hook.Json.Last(m => m.GetProperty("type").GetString() == "status")
            .GetProperty("status").GetString());
        var fill = hook.Json.First(m => m.GetProperty("type").GetString() == "exit_fill");
        Assert.Equal(("None", "True"),
            (fill.GetProperty("current_rate").GetString(), fill.GetProperty("is_final_exit").GetString()));
        Assert.EndsWith("+00:00", fill.GetProperty("open_date").GetString(), StringComparison.Ordinal);
        var cancel = hook.Json.First(m => m.GetProperty("type").GetString() == "entry_cancel");
        Assert.DoesNotContain("+00:00", cancel.GetProperty("open_date").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TypeWithoutTemplate_SendsNothing_AndMissingFieldCostsOneErrorLine()
    {
        await using var hook = new HookReceiver();
        await using var bot = new SimulatorProcess();
        bot.Config["webhook"] = Webhook(hook.Url);
        bot.Config["webhook"]!["status"] = new JsonObject { ["text"] = "{no_such_field}" };
        bot.Config["webhook"]!["warning"] = new JsonObject { ["text"] = "{{{type}}} {status!r:.9}" };
        bot.Write().Start();
        await bot.ReadyAsync();
        bot.Signal("INT");
        var (code, stderr, _) = await bot.ExitAsync();
        Assert.Equal(0, code);
        Assert.Contains("Problem calling Webhook. Please check your webhook configuration. Exception: 'no_such_field'",
            stderr, StringComparison.Ordinal);
        Assert.Equal("""{"text":"{warning} 'Dry run "}""", hook.Received.First().Body);
        Assert.All(hook.Received, r => Assert.Contains("{warning}", r.Body, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("form", "application/x-www-form-urlencoded", "text=running")]
    [InlineData("raw", "text/plain", "it is running")]
    public async Task Format_FormAndRaw_ArriveSo(string format, string type, string body)
    {
        await using var hook = new HookReceiver();
        await using var bot = new SimulatorProcess();
        bot.Config["webhook"] = Webhook(hook.Url);
        bot.Config["webhook"]!["format"] = format;
        bot.Config["webhook"]!["status"] = format == "raw"
            ? new JsonObject { ["data"] = "it is {status}" }
            : new JsonObject { ["text"] = "{status}" };
        bot.Write().Start();
        await bot.ReadyAsync();
        Assert.Equal((type, body), hook.Received.First());
    }

    [Fact]
    public async Task ServerErrors_AreRetriedAndOnlyWarned()
    {
        await using var hook = new HookReceiver(status: 500);
        await using var bot = new SimulatorProcess();
        bot.Config["webhook"] = Webhook(hook.Url);
        bot.Config["webhook"]!["status"] = new JsonObject { ["text"] = "{status}" };
        bot.Write().Start();
        await bot.ReadyAsync();
        Assert.Equal(3, hook.Received.Count);
        bot.Signal("TERM");
        var (_, stderr, _) = await bot.ExitAsync();
        Assert.Contains("Could not call webhook url. Exception: 500 Server Error", stderr, StringComparison.Ordinal);
        Assert.Contains("Retrying webhook...", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SilentReceiver_BlocksTheLoop_WhileTheApiAnswers()
    {
        await using var hook = new HookReceiver(silent: true);
        await using var bot = new SimulatorProcess();
        bot.Config["webhook"] = Webhook(hook.Url);
        bot.Config["webhook"]!["timeout"] = 60;
        bot.Config["webhook"]!["status"] = new JsonObject { ["text"] = "{status}" };
        bot.Write().Start();
        await SimulatorProcess.EventuallyAsync(async () => !hook.Received.IsEmpty
            && await bot.StateAsync() == "running");
        Assert.Equal(JsonValueKind.Null, (await bot.GetAsync("health")).GetProperty("last_process_ts").ValueKind);
        Assert.Equal("pong", (await bot.GetAsync("ping")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task StrategyMessageWithABadTemplate_EndsTheBotWithOne()
    {
        await using var hook = new HookReceiver();
        await using var bot = new SimulatorProcess();
        bot.Config["webhook"] = Webhook(hook.Url);
        bot.Config["webhook"]!["strategy_msg"] = new JsonObject { ["text"] = "{msg:.2f}" };
        bot.Write().Start();
        var (code, stderr, _) = await bot.ExitAsync(60);
        Assert.Equal(1, code);
        Assert.Contains("ValueError: Unknown format code 'f' for object of type 'str'", stderr,
            StringComparison.Ordinal);
    }

    private static JsonObject Webhook(string url) => new()
    {
        ["enabled"] = true, ["url"] = url, ["format"] = "json", ["timeout"] = 3, ["retries"] = 2, ["retry_delay"] = 0.1,
        ["allow_custom_messages"] = true,
    };

    private static HashSet<string> Types(HookReceiver hook) => hook.Json.Select(m => m.GetProperty("type").GetString()!)
        .ToHashSet();

    private static HashSet<string> Keys(JsonElement message) => message.EnumerateObject().Select(p => p.Name)
        .ToHashSet();
}
