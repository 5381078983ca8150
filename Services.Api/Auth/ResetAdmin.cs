namespace BtcWatcher.Services.Api.Auth;

/// <summary>Services.Api reset-admin: the way back in for whoever owns the machine.</summary>
internal static class ResetAdmin
{
    public const string Command = "reset-admin";

    /// <summary>
    /// Works beside a running api: the message that ends the sessions waits in the outbox for its relay.
    /// </summary>
    public static async Task<int> RunAsync(WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<FirstAdmin>().ResetAsync(CancellationToken.None);
        return 0;
    }
}
