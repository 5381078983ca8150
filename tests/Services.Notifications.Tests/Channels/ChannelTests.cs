using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BtcWatcher.Services.Notifications.History;
using BtcWatcher.Testing;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Notifications.Tests.Channels;

public sealed class ChannelTests(Installation installation) : NotificationsTest(installation)
{
    private const string Path = "/api/v1/notifications/channels";

    [Fact]
    public async Task Create_Webhook_ShowsItWithSecretsMaskedAndStoresThemSealed()
    {
        var id = await Host.CreateAsync(new
        {
            name = "Ops", kind = "webhook", language = "zh-CN", template = "detailed", min_level = "strong",
            priorities = new[] { "P0", "P1" }, kinds = new[] { "signal", "alert" }, strategies = new[] { 17 },
            config = new
            {
                url = "https://example.org/bot/token", header_name = "X-Token", header_value = "abc", hmac_secret =
                    "xyz",
            },
        });

        var shown = await GetAsync($"{Path}/{id}");

        Assert.Equal(
            """{"url":"https://example.org/***","header_name":"X-Token","header_value":"***","hmac_secret":"***"}""",
            shown["config"]!.ToJsonString());
        Assert.Equal("zh-CN", shown["language"]!.GetValue<string>());
        Assert.Equal("""["P0","P1"]""", shown["priorities"]!.ToJsonString());
        Assert.Equal("""["signal","alert"]""", shown["kinds"]!.ToJsonString());
        Assert.Equal("[17]", shown["strategies"]!.ToJsonString());
        Assert.True(shown["enabled"]!.GetValue<bool>());
        var stored = await Host.QueryAsync(db => db.Channels.SingleAsync(channel => channel.Id == id));
        Assert.DoesNotContain("token", stored.ConfigSealed, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Change_WithTheMasksShown_KeepsTheSecrets()
    {
        var id = await Host.CreateAsync(new
        {
            name = "hook", kind = "webhook",
            config = new { url = Receiver.Url, header_name = "X-Token", header_value = "abc" },
        });
        var shown = await GetAsync($"{Path}/{id}");
        shown["name"] = "renamed";
        using var admin = Host.As("admin");

        var answer = await admin.PutAsJsonAsync(
            $"{Path}/{id}", new { name = "renamed", config = shown["config"]!.DeepClone() });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await admin.PostAsync($"{Path}/{id}/test", null);
        Assert.Equal("abc", Receiver.Posts.Single().Headers["X-Token"]);
    }

    [Theory]
    [InlineData("""{"kind":"webhook","config":{"url":"http://x"}}""", "name")]
    [InlineData("""{"name":"a","config":{"url":"http://x"}}""", "kind")]
    [InlineData("""{"name":"a","kind":"webhook"}""", "config.url")]
    [InlineData("""{"name":"a","kind":"webhook","config":{"url":"ftp://x"}}""", "config.url")]
    [InlineData("""{"name":"a","kind":"webhook","config":{"url":"http://u:p@x"}}""", "config.url")]
    [InlineData(
        """{"name":"a","kind":"webhook","config":{"url":"http://x","header_name":"Host","header_value":"a"}}""",
        "config.header_name")]
    [InlineData(
        """{"name":"a","kind":"webhook","config":{"url":"http://x","header_name":"X-A","header_value":"a\nb"}}""",
        "config.header_value")]
    [InlineData(
        """{"name":"a","kind":"webhook","config":{"url":"http://x","header_name":"X-A"}}""", "config.header_value")]
    [InlineData("""{"name":"a","kind":"webhook","config":{"url":"http://x","host":"y"}}""", "config")]
    [InlineData("""{"name":"a","kind":"webhook","kinds":["digest"],"config":{"url":"http://x"}}""", "kinds")]
    [InlineData("""{"name":"a","kind":"email","config":{"from":"a@b.c","to":["a@b.c"]}}""", "config.host")]
    [InlineData("""{"name":"a","kind":"email","config":{"host":"h","from":"no","to":["a@b.c"]}}""", "config.from")]
    [InlineData("""{"name":"a","kind":"email","config":{"host":"h","from":"a@b.c","to":[]}}""", "config.to")]
    [InlineData(
        """{"name":"a","kind":"email","config":{"host":"h","port":465,"from":"a@b.c","to":["a@b.c"]}}""", "config.port")]
    public async Task Create_Invalid_NamesTheField(string body, string field)
    {
        using var admin = Host.As("admin");

        var answer = await admin.PostAsync(Path, new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal("urn:btcwatcher:notifications:channel_invalid", problem!["type"]!.GetValue<string>());
        Assert.Equal([field], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task Create_UnknownPriority_Is400()
    {
        using var admin = Host.As("admin");

        var answer =
            await admin.PostAsJsonAsync(Path, new { name = "a", kind = "webhook", priorities = new[] { "P9" } });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Create_NameTaken_Is409()
    {
        await Host.CreateWebhookAsync(Receiver.Url, "One");
        using var admin = Host.As("admin");

        var answer = await admin.PostAsJsonAsync(
            Path, new { name = "one", kind = "webhook", config = new { url = Receiver.Url } });

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("viewer", HttpStatusCode.Forbidden)]
    [InlineData("operator", HttpStatusCode.Forbidden)]
    public async Task Create_NotAdmin_IsRefused(string? role, HttpStatusCode expected)
    {
        using var client = Host.As(role);

        var answer = await client.PostAsJsonAsync(
            Path, new { name = "a", kind = "webhook", config = new { url = Receiver.Url } });

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Test_SignedWebhook_ReallySendsAndGivesTheAnswer()
    {
        var id = await Host.CreateAsync(
            new { name = "h", kind = "webhook", config = new { url = Receiver.Url, hmac_secret = "xyz" } });
        using var admin = Host.As("admin");

        var answer = await admin.PostAsync($"{Path}/{id}/test", null);

        var result = await answer.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("HTTP 200: status 200", result!["answer"]!.GetValue<string>());
        var post = Receiver.Posts.Single();
        var signature = post.Headers["X-BtcWatcher-Signature"].Split(',');
        var mac = HMACSHA256.HashData("xyz"u8.ToArray(), Encoding.UTF8.GetBytes($"{signature[0][2..]}.{post.Body}"));
        Assert.Equal("v1=" + Convert.ToHexStringLower(mac), signature[1]);
    }

    [Fact]
    public async Task Test_ReceiverSays500_Is502WithTheAnswer()
    {
        Receiver.Answers.Enqueue(500);
        var id = await Host.CreateWebhookAsync(Receiver.Url);
        using var admin = Host.As("admin");

        var answer = await admin.PostAsync($"{Path}/{id}/test", null);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal(
            "HTTP 500: status 500",
            (await answer.Content.ReadFromJsonAsync<JsonObject>())!["answer"]!.GetValue<string>());
    }

    [Fact]
    public async Task Delete_WithWaitingNotifications_KeepsThemAsFailed()
    {
        var id = await Host.CreateWebhookAsync(Receiver.Url, limited: true);
        await Host.PublishAsync(Make.Batch(Make.Signal(Contracts.SignalPriority.P2)));
        await Eventually.TrueAsync(async () => (await HistoryAsync()) is [{ State: NotificationState.Held }]);
        using var admin = Host.As("admin");

        var first = await admin.DeleteAsync($"{Path}/{id}");
        var second = await admin.DeleteAsync($"{Path}/{id}");

        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, second.StatusCode);
        var row = Assert.Single(await HistoryAsync());
        Assert.Equal((NotificationState.Failed, "The channel was deleted."), (row.State, row.LastError));
    }

    [Fact]
    public async Task Schema_Migrated_IsAsTheModel() =>
        Assert.Empty(await Host.QueryAsync(SchemaComparison.DifferencesAsync));
}
