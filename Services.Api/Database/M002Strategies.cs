using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Api.Database;

internal static class M002Strategies
{
    public static Migration Migration { get; } = new(2, "strategies and their versions", """
        create table strategies (
            id integer primary key check (id > 0),
            name text not null,
            strategy_class text not null,
            current_version integer not null,
            revision bigint not null,
            desired_state text not null check (desired_state in ('stopped', 'running')),
            desired_version integer not null,
            restart_nonce integer not null,
            webhook_epoch integer not null,
            tags text[] not null,
            created_at timestamptz not null,
            updated_at timestamptz not null,
            deleted_at timestamptz
        );
        create unique index strategies_name on strategies (lower(name)) where deleted_at is null;

        create table strategy_versions (
            strategy_id integer not null references strategies (id),
            number integer not null check (number > 0),
            label text not null,
            definition jsonb not null,
            files jsonb not null,
            author_id uuid,
            created_at timestamptz not null,
            primary key (strategy_id, number)
        );

        create table idempotent_answers (
            user_id uuid not null,
            key text not null,
            request_hash bytea not null,
            status integer not null,
            body text not null,
            created_at timestamptz not null,
            primary key (user_id, key)
        );

        create table milestones (
            name text primary key,
            at timestamptz not null
        );
        """);
}
