using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Gateway.Paths;

namespace BtcWatcher.Services.Gateway.Access;

/// <summary>
/// Who calls, the most that they may do, and the only strategies they may touch (null for all); or the answer to a
/// caller who is not let in.
/// </summary>
internal sealed record Caller(Right Most, Refusal? Refusal, IReadOnlySet<int>? Strategies = null)
{
    /// <summary>Empty for another service.</summary>
    public Guid UserId { get; init; }

    /// <summary>The session, and the API key that stands for the user; none with a password.</summary>
    public IReadOnlyList<Guid> Credentials { get; init; } = [];

    public static Caller Nobody { get; } = new(Right.None, null);

    public static Caller Refused(Refusal refusal) => new(Right.None, refusal);

    /// <summary>Other services only read.</summary>
    public static Caller WithRole(string? role) => role switch
    {
        Policies.Admin => new Caller(Right.Trade, null),
        Policies.Operator => new Caller(Right.Operate, null),
        Policies.Viewer or Policies.Service => new Caller(Right.Read, null),
        _ => Refused(new Refusal(
            403, "Your account may call no instance: it has no role, or its password must be changed first.")),
    };

    /// <summary>With the limits of an API key.</summary>
    public Caller LimitedTo(bool readOnly, IReadOnlySet<int>? strategies) => this with
    {
        Most = readOnly && Most > Right.Read ? Right.Read : Most,
        Strategies = strategies,
    };

    /// <summary>Null where the caller may make the call.</summary>
    public Refusal? Against(FreqTradeCall call, int strategyId)
    {
        if (Strategies?.Contains(strategyId) is false)
        {
            return new Refusal(403, $"This API key is not for strategy {strategyId}.");
        }

        return call.Right <= Most
            ? null
            : new Refusal(403, $"'{call.Template}' needs the role {RoleFor(call.Right)}.");
    }

    private static string RoleFor(Right right) => right switch
    {
        Right.Trade => Policies.Admin,
        Right.Operate => $"{Policies.Operator} or {Policies.Admin}",
        _ => Policies.Viewer,
    };
}
