namespace BtcWatcher.Services.Api.Auth;

/// <summary>Logins tried for one user from one address since the last success.</summary>
internal sealed record LoginFailures(int Attempts, DateTimeOffset LastAt, DateTimeOffset? LockedUntil);

/// <summary>
/// How many wrong passwords one user from one address may have. Counted for the pair, so that a stranger can lock out
/// only the own address.
/// </summary>
internal sealed record LockoutPolicy(int MaxAttempts, TimeSpan Duration)
{
    /// <summary>
    /// Counts an attempt before its password is checked, so that attempts side by side count too; a success clears it.
    /// </summary>
    public (LoginFailures Next, bool Allowed) Attempt(LoginFailures? present, DateTimeOffset now)
    {
        if (present?.LockedUntil > now) return (present, false);

        var starts = present is null || present.LockedUntil is not null || present.LastAt + Duration <= now;
        var attempts = starts ? 1 : present!.Attempts + 1;
        return (new(attempts, now, attempts >= MaxAttempts ? now + Duration : null), true);
    }
}
