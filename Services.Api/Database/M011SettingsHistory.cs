using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Api.Database;

internal static class M011SettingsHistory
{
    public static Migration Migration { get; } = new(11, "overrides and history of the settings", """
        alter table settings_versions
            add column cause text not null default 'files',
            add column actor text not null default 'system',
            add column actor_id uuid,
            add column note text,
            add column overrides jsonb not null default '{}',
            add column changes jsonb not null default '[]';
        alter table settings_versions
            alter column cause drop default,
            alter column actor drop default,
            alter column overrides drop default,
            alter column changes drop default;
        """);
}
