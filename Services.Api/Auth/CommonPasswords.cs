using System.Collections.Frozen;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>
/// The 3,000 most common passwords, and the 3,000 most common of at least eight characters; the file says where from.
/// </summary>
internal static class CommonPasswords
{
    private const string Resource = "common-passwords.txt";

    private static FrozenSet<string> All { get; } = Read();

    /// <summary>
    /// Also when it is one but for upper case, or for characters around it that are neither letters nor digits: what
    /// people add when they are told to use one.
    /// </summary>
    public static bool Contain(string password) => All.Contains(password) || All.Contains(Core(password));

    private static string Core(string password)
    {
        var (start, end) = (0, password.Length);
        while (start < end && !char.IsLetterOrDigit(password[start])) start++;
        while (end > start && !char.IsLetterOrDigit(password[end - 1])) end--;
        return password[start..end];
    }

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'))
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}
