using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Notifications.Tests.Alerts;

public sealed class AlertTests(Installation installation) : NotificationsTest(installation)
{
    // Ahead of the clock: a channel is not told what was known before it existed.
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow.AddMinutes(5);

    [Fact]
    public async Task Raised_Twice_IsOneAlertAndOneNotification()
    {
        await Host.CreateWebhookAsync(Receiver.Url);

        await Host.PublishAsync(Raised("a", 0));
        await Eventually.TrueAsync(async () => await OneAsync("open") is not null);
        await Host.PublishAsync(Raised("a", 1));

        await Eventually.TrueAsync(async () => (await OneAsync("open"))?["times"]!.GetValue<int>() == 2);
        await Eventually.TrueAsync(() => !Receiver.Posts.IsEmpty);
        Assert.Equal("Alert: Strategy 17 gave up", Receiver.Posts.Single().Json["title"]!.GetValue<string>());
        Assert.Equal("a", Receiver.Posts.Single().Json["data"]!["key"]!.GetValue<string>());
    }

    [Fact]
    public async Task RaisedAgain_Worse_IsToldAgainAndNeverBecomesLess()
    {
        await Host.CreateWebhookAsync(Receiver.Url);
        await Host.PublishAsync(Raised("a", 0) with { Severity = AlertSeverity.Warning });
        await Eventually.TrueAsync(async () => await OneAsync("open") is not null);

        await Host.PublishAsync(Raised("a", 1));
        await Eventually.TrueAsync(async () => (await OneAsync("open"))?["times"]!.GetValue<int>() == 2);
        await Host.PublishAsync(Raised("a", 2) with { Severity = AlertSeverity.Warning });
        await Eventually.TrueAsync(async () => (await OneAsync("open"))?["times"]!.GetValue<int>() == 3);

        Assert.Equal("critical", (await OneAsync("open"))!["severity"]!.GetValue<string>());
        var told = (await GetAsync("/api/v1/notifications"))["items"]!.AsArray();
        Assert.Equal(2, told.Count);
    }

    [Fact]
    public async Task RunningAgain_IsShownUntilTheNextRaise_AndIsNoRaise()
    {
        await Host.PublishAsync(Raised("a", 0));
        await Eventually.TrueAsync(async () => await OneAsync("open") is not null);

        await Host.PublishAsync(Raised("a", 1) with
        {
            TitleEn = "It runs again",
            Detail = "since then",
            Severity = AlertSeverity.Warning,
            RunningAgainSince = Now.AddSeconds(1),
        });
        await Eventually.TrueAsync(async () => (await OneAsync("open"))?["running_again_since"] is not null);
        var back = (await OneAsync("open"))!;

        Assert.Equal(("It runs again", "Five starts failed.", "critical", 1), (
            back["title"]!.GetValue<string>(), back["detail"]!.GetValue<string>(),
            back["severity"]!.GetValue<string>(), back["times"]!.GetValue<int>()));
        await Host.PublishAsync(Raised("a", 2));
        await Eventually.TrueAsync(async () => (await OneAsync("open"))?["running_again_since"] is null);
        Assert.Equal(2, (await OneAsync("open"))!["times"]!.GetValue<int>());
    }

    [Fact]
    public async Task Resolved_IsToldAndLeavesNothingOpen()
    {
        await Host.CreateWebhookAsync(Receiver.Url);
        await Host.PublishAsync(Raised("a", 0));
        await Eventually.TrueAsync(async () => await OneAsync("open") is not null);

        await Host.PublishAsync(new AlertResolved { Key = "a", At = Now.AddSeconds(5) });

        await Eventually.TrueAsync(async () => await OneAsync("resolved") is not null);
        Assert.Null(await OneAsync("open"));
        await Eventually.TrueAsync(() => Receiver.Posts.Count == 2);
        Assert.Equal("Resolved: Strategy 17 gave up", Receiver.Posts.Last().Json["title"]!.GetValue<string>());
    }

    [Fact]
    public async Task RaisedAgainAfterResolve_IsANewAlert()
    {
        await Host.PublishAsync(Raised("a", 0));
        await Eventually.TrueAsync(async () => await OneAsync("open") is not null);
        await Host.PublishAsync(new AlertResolved { Key = "a", At = Now.AddSeconds(5) });
        await Eventually.TrueAsync(async () => await OneAsync("resolved") is not null);

        await Host.PublishAsync(Raised("a", 10));

        await Eventually.TrueAsync(async () => await OneAsync("open") is not null);
        Assert.Equal(2, (await GetAsync("/api/v1/alerts?state=all"))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task ResolvedThatOvertookItsRaise_OpensNothing()
    {
        await Host.PublishAsync(new AlertResolved { Key = "a", At = Now.AddSeconds(5) });
        await Host.PublishAsync(Raised("other", 0));
        await Eventually.TrueAsync(async () => await OneAsync("open") is not null);

        await Host.PublishAsync(Raised("a", 0));
        await Host.PublishAsync(Raised("last", 0));

        await Eventually.TrueAsync(
            async () => (await GetAsync("/api/v1/alerts?state=open"))["total"]!.GetValue<int>() == 2);
        Assert.DoesNotContain(
            "a", (await GetAsync("/api/v1/alerts"))["items"]!.AsArray().Select(a => a!["key"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Acknowledge_ByOperator_NamesThePerson_AndTheFirstStays()
    {
        await Host.PublishAsync(Raised("a", 0));
        await Eventually.TrueAsync(async () => await OneAsync("open") is not null);
        var id = (await OneAsync("open"))!["id"]!.GetValue<Guid>();
        using var person = Host.As("operator");
        using var viewer = Host.As("viewer");

        var answer = await person.PostAsync($"/api/v1/alerts/{id}/acknowledge", null);
        var again = await person.PostAsync($"/api/v1/alerts/{id}/acknowledge", null);

        var first = await answer.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("someone", first!["acknowledged_by"]!.GetValue<string>());
        Assert.Equal(
            first["acknowledged_at"]!.GetValue<DateTimeOffset>(),
            (await again.Content.ReadFromJsonAsync<JsonObject>())!["acknowledged_at"]!.GetValue<DateTimeOffset>(),
            TimeSpan.FromMilliseconds(1));
        Assert.Equal(
            HttpStatusCode.Forbidden, (await viewer.PostAsync($"/api/v1/alerts/{id}/acknowledge", null)).StatusCode);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await person.PostAsync($"/api/v1/alerts/{Guid.NewGuid()}/acknowledge", null)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await viewer.GetAsync("/api/v1/alerts?state=gone")).StatusCode);
    }

    private async Task<JsonNode?> OneAsync(string state) =>
        (await GetAsync($"/api/v1/alerts?state={state}"))["items"]!.AsArray().FirstOrDefault();

    private static AlertRaised Raised(string key, int seconds) => new()
    {
        Key = key,
        Severity = AlertSeverity.Critical,
        TitleEn = "Strategy 17 gave up",
        TitleZh = "策略 17 已放弃",
        Detail = "Five starts failed.",
        At = Now.AddSeconds(seconds),
        StrategyId = 17,
    };
}
