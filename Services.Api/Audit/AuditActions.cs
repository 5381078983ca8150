using BtcWatcher.Services.Api.Jobs;

namespace BtcWatcher.Services.Api.Audit;

/// <summary>The names of what the audit log tells of.</summary>
internal static class AuditActions
{
    public const string LoggedIn = "auth.logged_in";
    public const string LoginFailed = "auth.login_failed";
    public const string LockedOut = "auth.locked_out";
    public const string LoggedOut = "auth.logged_out";
    public const string SessionRevoked = "auth.session_revoked";
    public const string RefreshReused = "auth.refresh_reused";
    public const string PasswordChanged = "auth.password_changed";

    public const string SecondFactorEnabled = "auth.second_factor_enabled";
    public const string SecondFactorDisabled = "auth.second_factor_disabled";

    public const string SigningKeyRotated = "signing_key.rotated";
    public const string ApiKeyCreated = "api_key.created";
    public const string ApiKeyRevoked = "api_key.revoked";

    public const string UserCreated = "user.created";
    public const string UserChanged = "user.changed";
    public const string UserDeleted = "user.deleted";
    public const string UserPasswordReset = "user.password_reset";

    public const string SettingsChanged = "settings.changed";

    public const string ProxyCreated = "proxy.created";
    public const string ProxyChanged = "proxy.changed";
    public const string ProxyDeleted = "proxy.deleted";
    public const string ProxyOrdered = "proxy.ordered";
    public const string ProxyTested = "proxy.tested";

    public const string StrategyCreated = "strategy.created";
    public const string StrategyChanged = "strategy.changed";
    public const string StrategyDeleted = "strategy.deleted";
    public const string StrategyCommanded = "strategy.commanded";
    public const string StrategyAdopted = "strategy.adopted";

    /// <summary>FreqTrade imports code to judge it, so that it runs.</summary>
    public const string CodeScanned = "strategy.code_scanned";

    public const string DraftCreated = "draft.created";
    public const string DraftRemoved = "draft.removed";
    public const string DraftPublished = "draft.published";

    public const string FreqTradeInstall = "freqtrade.install";
    public const string FreqTradeVerify = "freqtrade.verify";
    public const string FreqTradeRemove = "freqtrade.remove";
    public const string FreqTradeUpgrade = "freqtrade.upgrade";
    public const string FreqTradeRollback = "freqtrade.rollback";

    /// <summary>strategy.start, strategy.stop, strategy.restart.</summary>
    public static string StrategyAsked(string action) => "strategy." + action;

    /// <summary>The same, asked of many at once.</summary>
    public static string StrategyAsked(JobKind kind) => kind switch
    {
        JobKind.BulkStart => StrategyAsked("start"),
        JobKind.BulkStop => StrategyAsked("stop"),
        _ => StrategyAsked("restart"),
    };
}
