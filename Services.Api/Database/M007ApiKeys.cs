using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Api.Database;

internal static class M007ApiKeys
{
    public static Migration Migration { get; } = new(7, "API keys, last use of sessions", """
        create table api_keys (
            id uuid primary key,
            user_id uuid not null references users (id),
            name text not null,
            hash bytea not null unique,
            hint text not null,
            role text not null check (role in ('viewer', 'operator', 'admin')),
            read_only boolean not null,
            strategy_ids integer[],
            created_at timestamptz not null,
            expires_at timestamptz not null,
            last_used_at timestamptz,
            last_used_address text,
            revoked_at timestamptz
        );
        create index api_keys_user_id on api_keys (user_id) where revoked_at is null;

        alter table sessions add column last_used_at timestamptz;
        update sessions set last_used_at = created_at;
        alter table sessions alter column last_used_at set not null;
        """);
}
