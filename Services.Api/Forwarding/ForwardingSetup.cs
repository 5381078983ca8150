namespace BtcWatcher.Services.Api.Forwarding;

internal static class ForwardingSetup
{
    public static void AddForwarding(this IServiceCollection services)
    {
        services.AddHttpForwarder();
        services.AddSingleton<ServiceForwarder>();
    }
}
