using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>
/// PBKDF2-HMAC-SHA512 with OWASP's count, at most half of the cores at a time, so that logins slow nobody else. Whoever
/// logs in first takes a place in a line that is short enough to be served within seconds.
/// </summary>
internal sealed class Passwords : IDisposable
{
    /// <summary>OWASP's figure for PBKDF2-HMAC-SHA512.</summary>
    public const int Iterations = 210_000;

    private readonly PasswordHasher<string> _hasher = new(
        Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private readonly SemaphoreSlim _cores = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lazy<string> _nobodys;
    private int _inLine;

    /// <summary>Places in the line: a check takes about a tenth of a second of a core.</summary>
    public static int LongestLine { get; } = 20 * Math.Max(1, Environment.ProcessorCount / 2);

    public Passwords() => _nobodys = new(() => _hasher.HashPassword("", Secrets.NewPassword()));

    public Task<string> HashAsync(string password, CancellationToken ct) =>
        OnCoreAsync(() => _hasher.HashPassword("", password), ct);

    /// <summary>Whether the password is the hash's; without a hash it takes as long and is false.</summary>
    public Task<bool> VerifyAsync(string? hash, string password, CancellationToken ct) => OnCoreAsync(
        () => _hasher.VerifyHashedPassword("", hash ?? _nobodys.Value, password) != PasswordVerificationResult.Failed
            && hash is not null,
        ct);

    /// <summary>A place in the line, given back by disposing it; null when all are taken.</summary>
    public IDisposable? TryLineUp()
    {
        if (Interlocked.Increment(ref _inLine) <= LongestLine) return new Place(this);
        Interlocked.Decrement(ref _inLine);
        return null;
    }

    public void Dispose() => _cores.Dispose();

    private async Task<T> OnCoreAsync<T>(Func<T> work, CancellationToken ct)
    {
        await _cores.WaitAsync(ct);
        try
        {
            return await Task.Run(work, ct);
        }
        finally
        {
            _cores.Release();
        }
    }

    private sealed class Place(Passwords line) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref line._inLine);
    }
}
