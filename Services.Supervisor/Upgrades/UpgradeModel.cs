using BtcWatcher.Services.Supervisor.Storage;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Supervisor.Upgrades;

internal static class UpgradeModel
{
    public static void MapUpgrades(this ModelBuilder model)
    {
        model.Entity<Upgrade>(upgrade =>
        {
            upgrade.ToTable("freqtrade_upgrades").HasKey(row => row.Id);
            upgrade.Property(row => row.Id).ValueGeneratedNever();
            upgrade.Property(row => row.State).HasConversion(new EnumText<UpgradeState>());
            upgrade.Ignore(row => row.IsActive);
        });
        model.Entity<UpgradeMember>(member =>
        {
            member.ToTable("freqtrade_upgrade_members").HasKey(row => new { row.UpgradeId, row.StrategyId });
            member.Property(row => row.State).HasConversion(new EnumText<MemberState>());
        });
        model.Entity<UpgradeStep>().ToTable("freqtrade_upgrade_steps").HasKey(row => row.Id);
        model.Entity<CurrentVersion>(row =>
            row.ToTable("freqtrade_current").Property(only => only.Id).ValueGeneratedNever());
    }
}
