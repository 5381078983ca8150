using BtcWatcher.ServiceDefaults.Database;
using BtcWatcher.Services.Monitoring.Broker;
using BtcWatcher.Services.Monitoring.Capacity;
using BtcWatcher.Services.Monitoring.Sampling;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Monitoring;

internal sealed class MonitoringDbContext(DbContextOptions<MonitoringDbContext> options) : ServiceDbContext(options)
{
    public DbSet<TrendSample> TrendSamples => Set<TrendSample>();

    public DbSet<ErrorQueueAlert> ErrorQueueAlerts => Set<ErrorQueueAlert>();

    public DbSet<CapacityAlert> CapacityAlerts => Set<CapacityAlert>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<TrendSample>().HasKey(sample => sample.At);
        modelBuilder.Entity<ErrorQueueAlert>().HasKey(alert => alert.Queue);
        modelBuilder.Entity<CapacityAlert>().HasKey(alert => alert.Key);
        modelBuilder.Entity<CapacityAlert>().Property(alert => alert.Severity).HasConversion<string>();
    }
}
