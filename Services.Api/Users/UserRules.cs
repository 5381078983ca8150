using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Auth;

namespace BtcWatcher.Services.Api.Users;

internal static class UserRules
{
    /// <summary>Each may do what those before it may.</summary>
    public static readonly string[] Roles = [Policies.Viewer, Policies.Operator, Policies.Admin];

    /// <summary>Without a colon, which ends the name in a Basic login.</summary>
    /// <returns>What to do, or null when the name may be used.</returns>
    public static string? JudgeName(string? name)
    {
        if (string.IsNullOrWhiteSpace(name)) return "Send it.";
        var normal = User.Normalise(name);
        if (normal.Length > Logins.MaxUsername) return $"Use at most {Logins.MaxUsername} characters.";
        return normal.All(one => char.IsLetterOrDigit(one) || "._-@+".Contains(one, StringComparison.Ordinal))
            ? null
            : "Use letters, digits and the characters . _ - @ + only.";
    }

    /// <summary>The one of two roles that may do less.</summary>
    public static string Lower(string one, string other) =>
        Array.IndexOf(Roles, one) <= Array.IndexOf(Roles, other) ? one : other;

    public static string? JudgeRole(string? role) =>
        Roles.Contains(role) ? null : $"Use one of {string.Join(", ", Roles)}.";
}
