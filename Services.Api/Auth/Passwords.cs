using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>
/// PBKDF2-HMAC-SHA512 with OWASP's count, at most half of the cores at a time, so that logins slow nobody else.
/// </summary>
internal sealed class Passwords : IDisposable
{
    /// <summary>OWASP's figure for PBKDF2-HMAC-SHA512.</summary>
    public const int Iterations = 210_000;

    private readonly PasswordHasher<string> _hasher = new(
        Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private readonly SemaphoreSlim _cores = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lazy<string> _nobodys;

    public Passwords() => _nobodys = new(() => _hasher.HashPassword("", Secrets.NewPassword()));

    public Task<string> HashAsync(string password, CancellationToken ct) =>
        OnCoreAsync(() => _hasher.HashPassword("", password), ct);

    /// <summary>Whether the password is the hash's; without a hash it takes as long and is false.</summary>
    public Task<bool> VerifyAsync(string? hash, string password, CancellationToken ct) => OnCoreAsync(
        () => _hasher.VerifyHashedPassword("", hash ?? _nobodys.Value, password) != PasswordVerificationResult.Failed
            && hash is not null,
        ct);

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
}
