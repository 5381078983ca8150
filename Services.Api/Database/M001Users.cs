using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Api.Database;

internal static class M001Users
{
    public static Migration Migration { get; } = new(1, "users, sessions, signing keys", """
        create table users (
            id uuid primary key,
            username text not null unique check (username = lower(username)),
            password_hash text not null,
            role text not null check (role in ('viewer', 'operator', 'admin')),
            must_change_password boolean not null,
            created_at timestamptz not null,
            password_changed_at timestamptz not null
        );

        create table sessions (
            id uuid primary key,
            user_id uuid not null references users (id) on delete cascade,
            created_at timestamptz not null,
            expires_at timestamptz not null,
            revoked_at timestamptz,
            revoked_reason text,
            address text,
            user_agent text
        );
        create index sessions_user_id on sessions (user_id);
        create index sessions_revoked_at on sessions (revoked_at) where revoked_at is not null;

        create table refresh_tokens (
            hash bytea primary key,
            session_id uuid not null references sessions (id) on delete cascade,
            created_at timestamptz not null,
            expires_at timestamptz not null,
            used_at timestamptz
        );
        create index refresh_tokens_session_id on refresh_tokens (session_id);

        create table ws_tickets (
            hash bytea primary key,
            session_id uuid not null references sessions (id) on delete cascade,
            expires_at timestamptz not null,
            socket_until timestamptz not null
        );

        create table login_failures (
            username text not null,
            address text not null,
            attempts integer not null default 0,
            last_at timestamptz not null default now(),
            locked_until timestamptz,
            primary key (username, address)
        );
        create index login_failures_last_at on login_failures (last_at);

        create table signing_keys (
            id text primary key,
            private_sealed text not null,
            created_at timestamptz not null,
            retired_at timestamptz
        );
        """);
}
