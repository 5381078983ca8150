using BtcWatcher.ServiceDefaults;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Auth;
using BtcWatcher.Services.Api.Auth.ApiKeys;
using BtcWatcher.Services.Api.Auth.SecondFactor;
using BtcWatcher.Services.Api.Database;
using BtcWatcher.Services.Api.Demo;
using BtcWatcher.Services.Api.Forwarding;
using BtcWatcher.Services.Api.FreqTrade;
using BtcWatcher.Services.Api.Health;
using BtcWatcher.Services.Api.Internal;
using BtcWatcher.Services.Api.Jobs;
using BtcWatcher.Services.Api.Limits;
using BtcWatcher.Services.Api.Live;
using BtcWatcher.Services.Api.OpenApi;
using BtcWatcher.Services.Api.Proxies;
using BtcWatcher.Services.Api.Settings;
using BtcWatcher.Services.Api.Strategies;
using BtcWatcher.Services.Api.Users;
using BtcWatcher.Services.Api.Web;

namespace BtcWatcher.Services.Api;

internal static class ApiSetup
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults("api");
        builder.AddDatabase<ApiDbContext>("api", ApiMigrations.All);
        builder.AddMessaging(bus =>
        {
            bus.Each<LiveConsumers>();
            bus.Each<InstanceConsumers>();
            bus.Each<SettingsNews>();
        });
        var services = builder.Services;
        // Before the start that reads them, so that no change of a file falls in between.
        services.AddFileSettings();
        services.AddHostedService<ApiStart>();
        services.AddHttpContextAccessor();
        services.AddSingleton<AuditTrail>();
        services.AddAuth();
        services.AddUsers();
        services.AddStrategies();
        services.AddProxies();
        services.AddScoped<DemoStrategies>();
        services.AddLive();
        services.AddSingleton<FreqTradeDoor>().AddScoped<FreqTradeActions>();
        services.AddSingleton<UpgradeJobs>().AddScoped<JobReader>();
        services.AddForwarding();
        // A service that is down is said once, in our own words, without a stack.
        builder.Logging.AddFilter("Yarp.ReverseProxy", LogLevel.Error);
        services.AddSingleton<ServicesHealth>();
        services.AddOptions<WebOptions>().BindConfiguration(WebOptions.Section);
        services.AddHostedService<Housekeeping>();
        services.AddJoinedOpenApi();
        services.AddLimits();
    }

    public static void UseApi(this WebApplication app)
    {
        app.UseCorrelation();
        app.UseSecurityHeaders();
        app.UseDocs();
        app.UseMiddleware<WebPages>();
        app.UseServiceDefaults();
        app.UseRateLimiter();
        app.UseMiddleware<SessionUseNote>();
        app.UseWebSockets(new()
        {
            KeepAliveInterval = TimeSpan.FromSeconds(20),
            KeepAliveTimeout = TimeSpan.FromSeconds(20),
        });
        app.MapAuth();
        app.MapSessions();
        app.MapSigningKeys();
        app.MapSecondFactor();
        app.MapApiKeys();
        app.MapUsers();
        app.MapAudit();
        app.MapStrategies();
        app.MapJobs();
        app.MapFreqTrade();
        app.MapSettings();
        app.MapCapacityThreshold();
        app.MapProxies();
        app.MapInternal();
        app.MapLive();
        app.MapForwarding();
        app.MapSystemHealth();
        app.MapJoinedOpenApi();
    }
}
