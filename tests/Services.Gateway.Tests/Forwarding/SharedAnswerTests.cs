using System.Net;
using System.Net.Http.Headers;
using BtcWatcher.Testing;
using Microsoft.AspNetCore.Http;

namespace BtcWatcher.Services.Gateway.Tests.Forwarding;

/// <summary>What many pages ask for at once is asked of the instance once, for those alone who may have it.</summary>
public sealed class SharedAnswerTests : GatewayTest
{
    private const string Status = "/api/strategy/1/api/v1/status";
    private int _answers;

    protected override (string Key, string Value)[] Settings => [("Gateway:ShareFor", "00:00:10")];

    [Fact]
    public async Task SameReading_OfManyAtOnce_IsAskedOnce()
    {
        var gate = new TaskCompletionSource();
        First.Answer = async context =>
        {
            await gate.Task;
            await AnswerAsync(context);
        };
        using var client = Gateway.As("viewer");
        using var other = Gateway.As("admin");
        var asked = Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? client : other).GetAsync(Status)).ToList();
        await Eventually.TrueAsync(() => First.Requests.Count == 1);
        gate.SetResult();

        foreach (var response in await Task.WhenAll(asked))
        {
            Assert.Equal("answer 1", await response.Content.ReadAsStringAsync());
            Assert.Equal("yes", response.Headers.GetValues("X-Kept").Single());
            Assert.False(response.Headers.Contains("Set-Cookie"));
            response.Dispose();
        }

        Assert.Single(First.Requests);
    }

    [Fact]
    public async Task SharedAnswer_IsNotForThoseWhoMayNotReadIt()
    {
        First.Answer = AnswerAsync;
        var key = "btcw_" + new string('k', 43);
        Services.ApiKeys[key] = new(
            Guid.NewGuid(), Guid.NewGuid(), "trader", "admin", false, [2], DateTimeOffset.UtcNow.AddHours(1));
        using var client = Gateway.As("viewer");
        Assert.Equal("answer 1", await client.GetStringAsync(Status));

        using var limited = Gateway.With(new AuthenticationHeaderValue("Bearer", key));
        using var nobody = Gateway.As(null);
        using var forbidden = await limited.GetAsync(Status);
        using var unauthorized = await nobody.GetAsync(Status);
        Assert.Equal((403, 401), ((int)forbidden.StatusCode, (int)unauthorized.StatusCode));
    }

    [Fact]
    public async Task SharedAnswer_IsOfOneInstanceAndOneQuestionOnly()
    {
        First.Answer = AnswerAsync;
        using var client = Gateway.As("viewer");
        Assert.Equal("answer 1", await client.GetStringAsync(Status));
        Assert.Equal("answer 1", await client.GetStringAsync(Status));
        Assert.Equal("answer 2", await client.GetStringAsync("/api/strategy/1/daily?timescale=7"));
        Assert.Equal("answer 3", await client.GetStringAsync("/api/strategy/1/daily?timescale=8"));
        var other = await client.GetStringAsync("/api/strategy/2/status");
        Assert.Contains("\"instance\":2", other, StringComparison.Ordinal);
        Assert.Equal("answer 4", await client.GetStringAsync("/api/strategy/1/pair_candles?pair=A"));
        Assert.Equal("answer 5", await client.GetStringAsync("/api/strategy/1/pair_candles?pair=A"));
    }

    [Fact]
    public async Task SharedAnswer_EndsWithAChangeThroughTheGateway()
    {
        First.Answer = AnswerAsync;
        using var client = Gateway.As("admin");
        Assert.Equal("answer 1", await client.GetStringAsync(Status));
        using var changed = await client.PostAsync("/api/strategy/1/forceexit", null);
        Assert.Equal("answer 3", await client.GetStringAsync(Status));
        Assert.Equal("answer 3", await client.GetStringAsync(Status));
    }

    [Fact]
    public async Task ErrorAndLongAnswer_AreNotKept()
    {
        var long1 = new string('x', 600_000);
        First.Answer = async context =>
        {
            context.Response.StatusCode = ++_answers == 1 ? 502 : 200;
            await context.Response.WriteAsync(_answers == 1 ? """{"error":"once"}""" : long1);
        };
        using var client = Gateway.As("viewer");
        using var broken = await client.GetAsync(Status);
        Assert.Equal(HttpStatusCode.BadGateway, broken.StatusCode);
        Assert.Equal("""{"error":"once"}""", await broken.Content.ReadAsStringAsync());
        Assert.Equal(long1, await client.GetStringAsync(Status));
        Assert.Equal(long1, await client.GetStringAsync(Status));
    }

    [Fact]
    public async Task LastWhoWaits_LeavingFreesTheInstance()
    {
        var freed = new TaskCompletionSource();
        First.Answer = async context =>
        {
            await using var end = context.RequestAborted.Register(freed.SetResult);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        using var client = Gateway.As("viewer");
        using var stop = new CancellationTokenSource();
        var asked = client.GetAsync(Status, stop.Token);
        await Eventually.TrueAsync(() => First.Requests.Count == 1);
        Assert.False(freed.Task.IsCompleted);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await freed.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        First.Answer = AnswerAsync;
        Assert.Equal("answer 1", await client.GetStringAsync(Status));
    }

    private Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers["X-Kept"] = "yes";
        context.Response.Headers.SetCookie = "a=b";
        return context.Response.WriteAsync($"answer {Interlocked.Increment(ref _answers)}");
    }
}
