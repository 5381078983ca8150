using BtcWatcher.ServiceDefaults.Database;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.ServiceDefaults.Settings;
using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BtcWatcher.ServiceDefaults;

/// <summary>The service's schema in the installation's database.</summary>
public static class DatabaseExtensions
{
    private const string Connection = "btcwatcher";

    /// <summary>
    /// Adds the data source (singleton) and the context (scoped), both as the schema's own role; the schema is migrated
    /// before the service serves. The outbox of the schema is relayed to the broker.
    /// </summary>
    public static WebApplicationBuilder AddDatabase<TContext>(
        this WebApplicationBuilder builder, string schema, IReadOnlyList<Migration> migrations)
        where TContext : ServiceDbContext
    {
        var services = builder.Services;
        services.AddOptions<DatabaseOptions>().BindConfiguration(DatabaseOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => Performance(provider, schema));
        services.AddSingleton(provider => Of(provider, schema, provider.GetRequiredService<PerformanceSettings>()));
        services.AddSingleton(provider => new NpgsqlDataSourceBuilder(
            provider.GetRequiredService<ServiceDatabase>().ConnectionString)
            .UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>()).Build());
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<DatabaseStart>(provider, migrations));
        services.AddDbContext<TContext>((provider, options) => options
            .UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
            .AddInterceptors(provider.GetRequiredService<OutboxCommits>()));
        services.AddSingleton<Outbox>();
        services.AddSingleton<OutboxCommits>();
        services.AddHostedService<OutboxRelay>();
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database");
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
        return builder;
    }

    private static PerformanceSettings Performance(IServiceProvider provider, string schema)
    {
        var known = StartSettings.Performance(Of(provider, schema, new()));
        var own = provider.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        return known with { DbPoolMaxSize = own.MaxPoolSize ?? known.DbPoolMaxSize };
    }

    private static ServiceDatabase Of(IServiceProvider provider, string schema, PerformanceSettings performance) =>
        ServiceDatabase.Of(
            schema,
            provider.GetRequiredService<IConfiguration>().GetConnectionString(Connection)
                ?? throw new InvalidOperationException(
                    $"ConnectionStrings:{Connection} is missing. "
                    + $"The AppHost gives it as ConnectionStrings__{Connection}."),
            provider.GetRequiredService<InstallationKeys>(), performance);
}
