using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Api.Database;

internal static class M010GatewaySessions
{
    public static Migration Migration { get; } = new(10, "sessions of FreqUI at the gateway", """
        alter table sessions add column kind text not null default 'login' check (kind in ('login', 'gateway'));

        create table gateway_tokens (
            hash bytea primary key,
            session_id uuid not null unique references sessions (id) on delete cascade,
            api_key_id uuid references api_keys (id) on delete cascade
        );
        create index gateway_tokens_api_key_id on gateway_tokens (api_key_id) where api_key_id is not null;
        """);
}
