using System.Net.Http.Headers;
using System.Text;
using BtcWatcher.Services.Gateway.Access;
using BtcWatcher.Services.Gateway.Paths;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Gateway.Tests.Access;

public sealed class BasicTests : GatewayTest
{
    private const string Good = "trader:right:password";

    [Fact]
    public async Task Password_ThatIsRight_GivesTheUsersRole()
    {
        await ExpectAsync("GET", "status", Good, 200);
        await ExpectAsync("POST", "start", Good, 200);
        await ExpectAsync("POST", "forceexit", Good, 403);
        Assert.StartsWith("Basic ", First.Last.Headers.Authorization.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Encode(Good), First.Last.Headers.Authorization.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Password_ThatIsRight_IsAskedOnce()
    {
        for (var i = 0; i < 5; i++) await ExpectAsync("GET", "status", Good, 200);

        Assert.Equal(1, Services.Verifications);
    }

    [Fact]
    public async Task Password_ThatIsWrong_IsAskedEachTime()
    {
        await ExpectAsync("GET", "status", "trader:wrong", 401);
        await ExpectAsync("GET", "status", "trader:wrong", 401);

        Assert.Equal(2, Services.Verifications);
        Assert.Empty(First.Requests);
    }

    [Theory]
    [InlineData("!!!")]
    [InlineData("")]
    [InlineData("bm9jb2xvbg==")]
    public async Task Header_ThatIsNoBasic_Is401WithoutAsking(string value)
    {
        using var client = Gateway.As(null);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Basic " + value);
        using var response = await client.GetAsync("/api/strategy/1/status");

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal(0, Services.Verifications);
    }

    [Fact]
    public async Task Api_ThatIsAway_Is503NeverA401()
    {
        Services.ApiAway = true;
        await ExpectAsync("GET", "status", Good, 503);
    }

    [Fact]
    public async Task Api_ThatIsAway_KeepsWhoWasVerified()
    {
        await ExpectAsync("GET", "status", Good, 200);
        Services.ApiAway = true;
        await ExpectAsync("GET", "status", Good, 200);
    }

    [Fact]
    public async Task Memory_OfAPassword_EndsAfterItsTimeAndOnDemand()
    {
        var clock = new MovableClock();
        var signIn = new BasicSignIn(
            Gateway.Services.GetRequiredService<SignInQuestions>(), Options.Create(new GatewayOptions()), clock);

        var caller = await signIn.CheckAsync("Basic " + Encode(Good), "127.0.0.1", CancellationToken.None);
        Assert.Equal(Right.Operate, caller.Most);
        clock.Now += TimeSpan.FromSeconds(59);
        await signIn.CheckAsync("Basic " + Encode(Good), "127.0.0.1", CancellationToken.None);
        Assert.Equal(1, Services.Verifications);
        clock.Now += TimeSpan.FromSeconds(2);
        await signIn.CheckAsync("Basic " + Encode(Good), "127.0.0.1", CancellationToken.None);
        Assert.Equal(2, Services.Verifications);
        signIn.Forget();
        await signIn.CheckAsync("Basic " + Encode(Good), "127.0.0.1", CancellationToken.None);
        Assert.Equal(3, Services.Verifications);
    }

    private async Task ExpectAsync(string method, string call, string credentials, int status)
    {
        using var client = Gateway.With(new AuthenticationHeaderValue("Basic", Encode(credentials)));
        using var response =
            await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/api/strategy/1/" + call));
        Assert.Equal(status, (int)response.StatusCode);
    }

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private sealed class MovableClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
