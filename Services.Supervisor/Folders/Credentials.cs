using System.Security.Cryptography;

namespace BtcWatcher.Services.Supervisor.Folders;

/// <summary>
/// What opens one instance's API. Random, and known to the supervisor and, through its routes, the gateway only.
/// </summary>
internal sealed record Credentials
{
    // FreqTrade reads a text that looks like a number as one, and refuses it: hence the letter in front (facts 1.2).
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    public required string Username { get; init; }
    public required string Password { get; init; }
    public required string JwtSecret { get; init; }
    public required string WsToken { get; init; }

    public IEnumerable<string> Secrets => [Password, JwtSecret, WsToken];

    public static Credentials Create() => new()
    {
        Username = "u" + RandomNumberGenerator.GetString(Alphabet, 15),
        Password = "p" + RandomNumberGenerator.GetString(Alphabet, 39),
        JwtSecret = "k" + RandomNumberGenerator.GetString(Alphabet, 71),
        WsToken = "w" + RandomNumberGenerator.GetString(Alphabet, 47),
    };
}
