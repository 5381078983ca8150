using BtcWatcher.Services.Api.Auth;

namespace BtcWatcher.Services.Api.Tests.Auth;

public sealed class LockoutPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly LockoutPolicy Policy = new(5, TimeSpan.FromMinutes(30));

    [Fact]
    public void Attempt_FiveInARow_AreAllowedAndTheSixthIsNot()
    {
        LoginFailures? present = null;
        for (var i = 1; i <= 5; i++)
        {
            (present, var allowed) = Policy.Attempt(present, Now.AddSeconds(i));
            Assert.True(allowed);
            Assert.Equal(i, present.Attempts);
        }

        var (next, sixth) = Policy.Attempt(present, Now.AddSeconds(6));

        Assert.False(sixth);
        Assert.Equal(Now.AddSeconds(5).AddMinutes(30), next.LockedUntil);
    }

    [Fact]
    public void Attempt_AfterTheLockout_StartsAgain()
    {
        var locked = new LoginFailures(5, Now, Now.AddMinutes(30));

        var (next, allowed) = Policy.Attempt(locked, Now.AddMinutes(30));

        Assert.True(allowed);
        Assert.Equal(new(1, Now.AddMinutes(30), null), next);
    }

    [Fact]
    public void Attempt_LongAfterTheLastOne_StartsAgain()
    {
        var (next, allowed) = Policy.Attempt(new(4, Now, null), Now.AddMinutes(30));

        Assert.True(allowed);
        Assert.Equal(1, next.Attempts);
    }

    [Fact]
    public void Attempt_WhileLockedOut_DoesNotMakeItLonger()
    {
        var locked = new LoginFailures(5, Now, Now.AddMinutes(30));

        var (next, _) = Policy.Attempt(locked, Now.AddMinutes(29));

        Assert.Equal(locked, next);
    }
}
