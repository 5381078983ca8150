namespace BtcWatcher.Services.Api.Auth;

/// <summary>What a new password must be.</summary>
internal sealed record PasswordPolicy(int MinLength, bool RequireSpecialCharacter)
{
    public const int MaxLength = 256;

    /// <returns>What to do, or null when the password is good.</returns>
    public string? Judge(string password, string username)
    {
        if (password.Length < MinLength) return $"Use at least {MinLength} characters.";
        if (password.Length > MaxLength) return $"Use at most {MaxLength} characters.";
        if (RequireSpecialCharacter && password.All(char.IsLetterOrDigit))
        {
            return "Use at least one character that is neither a letter nor a digit.";
        }

        if (CommonPasswords.Contain(password)) return "Use another one: this is among the most common passwords.";
        return password.Contains(username, StringComparison.OrdinalIgnoreCase)
            ? "Leave the user name out of the password."
            : null;
    }
}
