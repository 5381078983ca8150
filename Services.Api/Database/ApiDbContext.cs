using System.Text.Json;
using BtcWatcher.ServiceDefaults.Database;
using BtcWatcher.Services.Api.Audit;
using BtcWatcher.Services.Api.Auth;
using BtcWatcher.Services.Api.Auth.ApiKeys;
using BtcWatcher.Services.Api.Auth.GatewayLogin;
using BtcWatcher.Services.Api.Auth.SecondFactor;
using BtcWatcher.Services.Api.Jobs;
using BtcWatcher.Services.Api.Proxies;
using BtcWatcher.Services.Api.Settings;
using BtcWatcher.Services.Api.Strategies;
using BtcWatcher.Services.Api.Strategies.Drafts;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Database;

/// <summary>The schema api.</summary>
internal sealed class ApiDbContext(DbContextOptions<ApiDbContext> options) : ServiceDbContext(options)
{
    public DbSet<User> Users => Set<User>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();
    public DbSet<GatewayToken> GatewayTokens => Set<GatewayToken>();
    public DbSet<WsTicket> WsTickets => Set<WsTicket>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<UserSecondFactor> SecondFactors => Set<UserSecondFactor>();
    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();
    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();
    public DbSet<Strategy> Strategies => Set<Strategy>();
    public DbSet<StrategyVersion> StrategyVersions => Set<StrategyVersion>();
    public DbSet<IdempotentAnswer> IdempotentAnswers => Set<IdempotentAnswer>();
    public DbSet<Proxy> Proxies => Set<Proxy>();
    public DbSet<ProxyCheck> ProxyChecks => Set<ProxyCheck>();
    public DbSet<SettingsVersion> SettingsVersions => Set<SettingsVersion>();
    public DbSet<SavedDraft> Drafts => Set<SavedDraft>();
    public DbSet<Job> Jobs => Set<Job>();
    public DbSet<AuditEntry> AuditLog => Set<AuditEntry>();
    public DbSet<Milestone> Milestones => Set<Milestone>();

    /// <summary>Waits for a lock that ends with the transaction.</summary>
    public Task LockAsync(ApiLock which, CancellationToken ct) => Database.ExecuteSqlAsync(
        $"select pg_advisory_xact_lock(hashtextextended({"btcwatcher-api:" + which}, 0))", ct);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        // The relations tell EF in which order rows go in.
        modelBuilder.Entity<Session>().HasOne<User>().WithMany().HasForeignKey(session => session.UserId);
        modelBuilder.Entity<RefreshToken>().HasKey(token => token.Hash);
        modelBuilder.Entity<RefreshToken>().HasOne<Session>().WithMany().HasForeignKey(token => token.SessionId);
        modelBuilder.Entity<GatewayToken>().HasKey(token => token.Hash);
        modelBuilder.Entity<GatewayToken>().HasOne<Session>().WithMany().HasForeignKey(token => token.SessionId);
        modelBuilder.Entity<GatewayToken>().HasOne<ApiKey>().WithMany().HasForeignKey(token => token.ApiKeyId);
        modelBuilder.Entity<ApiKey>().HasOne<User>().WithMany().HasForeignKey(key => key.UserId);
        modelBuilder.Entity<ApiKey>().Property(key => key.Id).ValueGeneratedNever();
        modelBuilder.Entity<UserSecondFactor>().HasKey(factor => factor.UserId);
        modelBuilder.Entity<UserSecondFactor>().Property(factor => factor.UserId).ValueGeneratedNever();
        modelBuilder.Entity<RecoveryCode>().HasKey(code => code.Hash);
        modelBuilder.Entity<WsTicket>().HasKey(ticket => ticket.Hash);
        modelBuilder.Entity<WsTicket>().HasOne<Session>().WithMany().HasForeignKey(ticket => ticket.SessionId);
        modelBuilder.Entity<Milestone>().HasKey(milestone => milestone.Name);
        modelBuilder.Entity<IdempotentAnswer>().HasKey(answer => new { answer.UserId, answer.Key });
        modelBuilder.Entity<SettingsVersion>().HasKey(settings => settings.Version);
        modelBuilder.Entity<SettingsVersion>().Property(settings => settings.Version).ValueGeneratedNever();
        modelBuilder.Entity<SettingsVersion>().Property(settings => settings.Overrides).HasColumnType("jsonb");
        modelBuilder.Entity<SettingsVersion>().Property(settings => settings.Changes).HasColumnType("jsonb");
        modelBuilder.Entity<Strategy>().Property(strategy => strategy.Id).ValueGeneratedNever();
        modelBuilder.Entity<Strategy>().Property(strategy => strategy.DesiredState).HasConversion(
            state => state == Contracts.DesiredState.Running ? "running" : "stopped",
            text => text == "running" ? Contracts.DesiredState.Running : Contracts.DesiredState.Stopped);
        modelBuilder.Entity<AuditEntry>(entry =>
        {
            entry.Property(row => row.Id).ValueGeneratedNever();
            entry.Property(row => row.Before).HasColumnType("jsonb");
            entry.Property(row => row.After).HasColumnType("jsonb");
        });
        modelBuilder.Entity<SavedDraft>(draft =>
        {
            draft.ToTable("strategy_drafts");
            draft.Property(row => row.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<Proxy>(proxy =>
        {
            proxy.Property(row => row.Id).ValueGeneratedNever();
            proxy.Property(row => row.Type).HasConversion(
                type => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.ToString()),
                text => Enum.Parse<ProxyType>(text, true));
            proxy.Property(row => row.Status).HasConversion(
                status => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString()),
                text => Enum.Parse<ProxyStatus>(text, true));
        });
        modelBuilder.Entity<ProxyCheck>().HasOne<Proxy>().WithMany().HasForeignKey(check => check.ProxyId);
        modelBuilder.Entity<Job>(job =>
        {
            job.Property(row => row.Id).ValueGeneratedNever();
            job.Property(row => row.Kind).HasConversion(
                kind => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()),
                text => Enum.Parse<JobKind>(text.Replace("_", ""), true));
            job.Property(row => row.Work).HasColumnType("jsonb");
            job.Property(row => row.Result).HasColumnType("jsonb");
        });
        modelBuilder.Entity<StrategyVersion>(version =>
        {
            version.HasKey(row => new { row.StrategyId, row.Number });
            version.HasOne<Strategy>().WithMany().HasForeignKey(row => row.StrategyId);
            version.Property(row => row.Definition).HasColumnType("jsonb");
            version.Property(row => row.Files).HasColumnType("jsonb");
        });
    }
}

/// <summary>What only one process may do at a time.</summary>
internal enum ApiLock { SigningKeys, FirstStart, Strategies, Settings, Users }

/// <summary>Something that happens once in the life of an installation.</summary>
internal sealed class Milestone
{
    public const string DemoStrategies = "demo_strategies";

    public required string Name { get; init; }
    public required DateTimeOffset At { get; init; }
}
