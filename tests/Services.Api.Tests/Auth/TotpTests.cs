using System.Text;
using BtcWatcher.Services.Api.Auth.SecondFactor;

namespace BtcWatcher.Services.Api.Tests.Auth;

public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    // RFC 6238, appendix B: the last six digits of its eight.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Code_OfTheRfcsSecret_IsTheRfcs(long seconds, string code) =>
        Assert.Equal(code, Totp.CodeOf(Secret, Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Find_OfACode_AllowsOneStepOfDifference(int steps, bool found)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
        var step = Totp.StepOf(now) + steps;
        Assert.Equal(found ? step : null, Totp.Find(Secret, Totp.CodeOf(Secret, step), now, lastStep: 0));
        Assert.Null(Totp.Find(Secret, Totp.CodeOf(Secret, step), now, lastStep: step));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("abcdef")]
    [InlineData("１２３４５６")]
    public void Find_OfWhatIsNoCode_IsNull(string code) =>
        Assert.Null(Totp.Find(Secret, code, DateTimeOffset.FromUnixTimeSeconds(59), lastStep: 0));

    [Fact]
    public void Uri_OfASecret_IsWhatAppsRead() => Assert.Equal(
        "otpauth://totp/BTC%20Watcher:a%40b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=BTC%20Watcher"
        + "&algorithm=SHA1&digits=6&period=30",
        Totp.UriOf(Secret, "a@b"));
}
