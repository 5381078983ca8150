using BtcWatcher.ServiceDefaults.Messaging;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>Replaces a signing key that is older than 90 days, by itself.</summary>
internal sealed class SigningKeyRenewal(
    IServiceScopeFactory scopes, TimeProvider clock, ILogger<SigningKeyRenewal> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan Age = TimeSpan.FromDays(90);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<SigningKeyRotation>().RotateAsync(Age, stoppingToken);
            }
            catch (Exception fault) when (TransientFaults.Is(fault) && !stoppingToken.IsCancellationRequested)
            {
                Log.KeyRenewalDelayed(logger, fault.Message);
            }
        }
    }
}
