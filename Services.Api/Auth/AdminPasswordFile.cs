using BtcWatcher.ServiceDefaults.Keys;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>
/// The file admin-password in the data folder, mode 0600; it is gone once the admin has a password of their own.
/// </summary>
internal sealed class AdminPasswordFile(IOptions<InstallationOptions> installation)
{
    private const string Name = "admin-password";

    public string Location => Path.Combine(installation.Value.Data, Name);

    /// <exception cref="InvalidOperationException">Installation:Data is not set.</exception>
    public async Task WriteAsync(string password, CancellationToken ct)
    {
        if (installation.Value.Data.Length == 0)
        {
            throw new InvalidOperationException(
                "Installation:Data is missing: the admin's first password is written there. "
                + "Set Installation__Data, or give BTCWATCHER_ADMIN_PASSWORD.");
        }

        Directory.CreateDirectory(installation.Value.Data);
        var fresh = $"{Location}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var writer = new StreamWriter(fresh, options))
        {
            await writer.WriteLineAsync(password.AsMemory(), ct);
        }

        File.Move(fresh, Location, overwrite: true);
    }

    public void Delete() => File.Delete(Location);
}
