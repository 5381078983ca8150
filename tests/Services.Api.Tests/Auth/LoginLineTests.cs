using System.Net;
using BtcWatcher.Services.Api.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.Services.Api.Tests.Auth;

public sealed class LoginLineTests(Servers servers)
{
    [Fact]
    public async Task Login_WhenTheLineIsFull_Answers503AndCountsNoAttempt()
    {
        await using var api = await servers.StartAsync();
        var passwords = api.Services.GetRequiredService<Passwords>();
        var places = Enumerable.Range(0, Passwords.LongestLine).Select(_ => passwords.TryLineUp()!).ToList();
        // One more than the wrong passwords that would lock the user out.
        for (var i = 0; i < 6; i++)
        {
            using var refused = await api.LoginAsync("admin", "wrong");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(2), refused.Headers.RetryAfter!.Delta);
        }

        await api.LoginAsync("admin", "wrong").ExpectProblemAsync(HttpStatusCode.ServiceUnavailable, "auth:busy");
        places.ForEach(place => place.Dispose());

        await api.LoginAsync("admin", ApiHost.AdminPassword).ExpectAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Line_AfterAWrongPassword_HasItsPlaceAgain()
    {
        await using var api = await servers.StartAsync();
        await api.LoginAsync("admin", "wrong").ExpectAsync(HttpStatusCode.Unauthorized);
        var passwords = api.Services.GetRequiredService<Passwords>();

        var places = Enumerable.Range(0, Passwords.LongestLine).Select(_ => passwords.TryLineUp()).ToList();

        Assert.DoesNotContain(null, places);
        Assert.Null(passwords.TryLineUp());
    }
}
