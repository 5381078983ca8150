using BtcWatcher.ServiceDefaults.Settings;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>The rules of logins, from the settings in force.</summary>
internal sealed class AuthRules(ISettings settings)
{
    public static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(30);
    /// <summary>As FreqTrade's own: FreqUI refreshes on the first 401.</summary>
    public static readonly TimeSpan GatewayAccessLifetime = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan TicketLifetime = TimeSpan.FromSeconds(30);

    public TimeSpan AccessLifetime => TimeSpan.FromHours(Security.JwtExpireHours);

    public LockoutPolicy Lockout =>
        new(Security.MaxLoginAttempts, TimeSpan.FromMinutes(Security.LockoutDurationMinutes));

    public PasswordPolicy Password => new(Security.MinPasswordLength, Security.RequireSpecialChars);

    /// <summary>Tokens are signed with a key that every service knows.</summary>
    public bool SharesKey => Security.JwtAlgorithm == "HS256";

    public string KeySecret => Security.JwtSecretKey;

    private SecuritySettings Security => settings.Current.System.Security;
}
