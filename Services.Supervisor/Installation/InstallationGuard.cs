using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Installation;

/// <summary>A data folder is simulated or real for ever: mixed, simulated trades would pass for real ones.</summary>
internal sealed class InstallationGuard(IServiceScopeFactory scopes, IOptions<InstallationOptions> options)
{
    /// <exception cref="InvalidOperationException">The folder is of the other kind.</exception>
    public async Task CheckAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SupervisorDbContext>();
        var row = await db.Installation.AsNoTracking().SingleOrDefaultAsync(ct);
        if (row is null)
        {
            db.Installation.Add(new InstallationRow { Simulated = options.Value.Simulated });
            await db.SaveChangesAsync(ct);
        }
        else if (row.Simulated != options.Value.Simulated)
        {
            throw new InvalidOperationException(
                $"This installation's data is {Kind(row.Simulated)}, but it was started as "
                + $"{Kind(options.Value.Simulated)} (Installation:Simulated). Start it as it was, or choose another "
                + "data folder: ./run --data DIR.");
        }
    }

    private static string Kind(bool simulated) => simulated ? "simulated" : "real (FreqTrade)";
}
