using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Api.Database;

internal static class M012Proxies
{
    public static Migration Migration { get; } = new(12, "outbound proxies", """
        create table proxies (
            id uuid primary key,
            name text not null,
            type text not null check (type in ('http', 'https', 'socks5')),
            host text not null,
            port integer not null check (port between 1 and 65535),
            credentials_sealed text,
            enabled boolean not null,
            position integer not null,
            revision bigint not null,
            status text not null check (status in ('unknown', 'healthy', 'degraded', 'down')),
            failures integer not null,
            successes integer not null,
            checked_at timestamptz,
            latency_ms double precision,
            reason text,
            next_check_at timestamptz not null,
            created_at timestamptz not null,
            updated_at timestamptz not null
        );
        create unique index proxies_name on proxies (lower(name));

        create table proxy_checks (
            id bigint generated always as identity primary key,
            proxy_id uuid not null references proxies (id) on delete cascade,
            at timestamptz not null,
            ok boolean not null,
            latency_ms double precision,
            reason text
        );
        create index proxy_checks_proxy_id on proxy_checks (proxy_id, at);
        """);
}
