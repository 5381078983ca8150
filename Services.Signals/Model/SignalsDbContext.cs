using BtcWatcher.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace BtcWatcher.Services.Signals.Model;

internal sealed class SignalsDbContext(DbContextOptions<SignalsDbContext> options) : ServiceDbContext(options)
{
    public DbSet<SignalRow> Signals => Set<SignalRow>();

    public DbSet<StrategyRow> Strategies => Set<StrategyRow>();

    // Counting up to a limit, and finding one row by its id, need no order.
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder.ConfigureWarnings(warnings => warnings.Ignore(
            CoreEventId.RowLimitingOperationWithoutOrderByWarning, CoreEventId.FirstWithoutOrderByAndFilterWarning));

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<SignalRow>(signal =>
        {
            signal.ToTable("signals");
            signal.HasKey(row => new { row.EventTime, row.Key });
            signal.Ignore(row => row.Untimed).Ignore(row => row.Enters).Ignore(row => row.Exits);
            signal.Property(row => row.Kind).HasConversion<short>();
            signal.Property(row => row.Action).HasConversion<short>();
            signal.Property(row => row.Side).HasConversion<short?>();
            signal.Property(row => row.Level).HasConversion<short>();
            signal.Property(row => row.Priority).HasConversion<short>();
            signal.Property(row => row.Source).HasConversion<short>();
            signal.Property(row => row.Indicators).HasColumnType("jsonb");
            signal.Property(row => row.Metadata).HasColumnType("jsonb");
        });
        modelBuilder.Entity<StrategyRow>(strategy =>
        {
            strategy.ToTable("strategies");
            strategy.HasKey(row => row.StrategyId);
            strategy.Property(row => row.StrategyId).ValueGeneratedNever();
        });
        base.OnModelCreating(modelBuilder);
    }
}
