using BtcWatcher.ServiceDefaults.TransactionalOutbox;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.ServiceDefaults.Database;

/// <summary>A service's entities in snake_case, with the outbox of its schema.</summary>
public abstract class ServiceDbContext(DbContextOptions options) : DbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Conventions.Add(_ => new SnakeCaseConvention());

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<OutboxMessage>(entity =>
        {
            entity.ToTable("outbox");
            entity.Property(message => message.Sequence).UseIdentityAlwaysColumn();
        });
    }
}
