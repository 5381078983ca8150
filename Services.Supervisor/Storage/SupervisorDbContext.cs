using BtcWatcher.ServiceDefaults.Database;
using BtcWatcher.Services.Supervisor.Outbound;
using BtcWatcher.Services.Supervisor.Upgrades;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Supervisor.Storage;

internal sealed class SupervisorDbContext(DbContextOptions<SupervisorDbContext> options) : ServiceDbContext(options)
{
    public DbSet<Instance> Instances => Set<Instance>();

    public DbSet<DesiredInstance> Desired => Set<DesiredInstance>();

    public DbSet<StoredDefinition> Definitions => Set<StoredDefinition>();

    public DbSet<StateChange> History => Set<StateChange>();

    public DbSet<InstallationRow> Installation => Set<InstallationRow>();

    public DbSet<RouteRevision> RouteRevision => Set<RouteRevision>();

    public DbSet<OutboundRouteRow> OutboundRoutes => Set<OutboundRouteRow>();

    public DbSet<Upgrade> Upgrades => Set<Upgrade>();

    public DbSet<UpgradeMember> UpgradeMembers => Set<UpgradeMember>();

    public DbSet<UpgradeStep> UpgradeSteps => Set<UpgradeStep>();

    public DbSet<CurrentVersion> CurrentVersions => Set<CurrentVersion>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Instance>(instance =>
        {
            instance.ToTable("instances").HasKey(row => row.StrategyId);
            instance.Property(row => row.StrategyId).ValueGeneratedNever();
            instance.Property(row => row.State).HasConversion(new EnumText<Contracts.InstanceState>());
            instance.Ignore(row => row.Process);
        });
        modelBuilder.Entity<DesiredInstance>(desired =>
        {
            desired.ToTable("desired_states").HasKey(row => row.StrategyId);
            desired.Property(row => row.StrategyId).ValueGeneratedNever();
            desired.Property(row => row.State).HasConversion(new EnumText<Contracts.DesiredState>());
        });
        modelBuilder.Entity<StoredDefinition>().ToTable("definitions")
            .HasKey(row => new { row.StrategyId, row.Version });
        modelBuilder.Entity<StateChange>(change =>
        {
            change.ToTable("instance_history").HasKey(row => new { row.StrategyId, row.Number });
            change.Property(row => row.State).HasConversion(new EnumText<Contracts.InstanceState>());
        });
        modelBuilder.Entity<OutboundRouteRow>().ToTable("outbound_routes").HasKey(row => row.ProxyId);
        modelBuilder.Entity<OutboundRouteRow>().Property(row => row.ProxyId).ValueGeneratedNever();
        modelBuilder.Entity<InstallationRow>(row =>
            row.ToTable("installation").Property(only => only.Id).ValueGeneratedNever());
        modelBuilder.Entity<RouteRevision>(row =>
            row.ToTable("route_revision").Property(only => only.Id).ValueGeneratedNever());
        modelBuilder.MapUpgrades();
    }
}
