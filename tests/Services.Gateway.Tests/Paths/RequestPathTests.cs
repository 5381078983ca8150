using BtcWatcher.Services.Gateway.Paths;
using FsCheck;
using FsCheck.Fluent;

namespace BtcWatcher.Services.Gateway.Tests.Paths;

public sealed class RequestPathTests
{
    private static readonly string[] Pieces =
    [
        "", "/", "//", "..", ".", "%2f", "%2F", "%2e", "%5c", "\\", "%", "%25", "%00", "?", "#", ":", "@", "&",
        " ", "\t", "api", "v1", "/api/v1/", "status", "trades", "17", "locks", "strategy", "Name_1",
        "start", "message/ws", "策略", "%E7%AD%96",
    ];

    private static readonly Arbitrary<string> Remainders = Gen.Elements(Pieces).ListOf()
        .Select(pieces => string.Concat(pieces)).ToArbitrary();

    [Fact]
    public void AnyTarget_MatchedToACall_YieldsOnlyThatCallsPath() => Prop.ForAll(Remainders, remainder =>
    {
        if (RequestPath.Parse("/api/strategy/5/" + remainder, out var refusal) is not { } path)
        {
            return refusal is not null;
        }

        return FreqTradeCalls.All.All(call =>
        {
            var match = FreqTradeCalls.Match(call.Method, path.Segments);
            return match.Call is null ? match.Refusal is not null : IsCanonical(match.Path, match.Call.Parts.Length);
        });
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void AnyTarget_NamingAStrategy_IsReadAsThatStrategyOrRefused() => Prop.ForAll(
        Remainders, ArbMap.Default.ArbFor<PositiveInt>(), (remainder, id) =>
            RequestPath.Parse(
                $"/api/strategy/{id.Get}/{remainder}", out _) is not { } path || path.StrategyId == id.Get)
        .QuickCheckThrowOnFailure();

    [Fact]
    public void AnyRemainder_WithAndWithoutApiV1_IsTheSameCall() => Prop.ForAll(
        Gen.Elements(FreqTradeCalls.All.ToArray()).ToArbitrary(), call =>
        {
            var plain =
                call.Template.Replace(
                    "{id}", "17", StringComparison.Ordinal).Replace("{name}", "My_1", StringComparison.Ordinal);
            string[] spellings = [plain, "api/v1/" + plain, "/api/v1/" + plain, "api/v1/api/v1/" + plain];
            return spellings.All(spelling =>
            {
                var path = RequestPath.Parse("/api/strategy/1/" + spelling + "?x=%2F..", out _)!;
                return FreqTradeCalls.Match(call.Method, path.Segments).Path == "/api/v1/" + plain;
            });
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Name_OutsideAscii_IsEscapedAgain()
    {
        var path = RequestPath.Parse("/api/strategy/1/strategy/%E7%AD%96%E7%95%A5", out _)!;

        Assert.Equal(["strategy", "策略"], path.Segments);
        Assert.Equal("/api/v1/strategy/%E7%AD%96%E7%95%A5", FreqTradeCalls.Match("GET", path.Segments).Path);
    }

    private static bool IsCanonical(string path, int parts) =>
        path.StartsWith("/api/v1/", StringComparison.Ordinal)
        && path["/api/v1/".Length..].Split('/') is var segments && segments.Length == parts
        && segments.All(segment => segment.Length > 0 && segment is not ("." or "..")
            && segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '%'));
}
