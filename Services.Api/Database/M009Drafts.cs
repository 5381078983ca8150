using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Api.Database;

internal static class M009Drafts
{
    public static Migration Migration { get; } = new(9, "drafts of strategies", """
        create table strategy_drafts (
            id uuid primary key,
            user_id uuid not null references users (id) on delete cascade,
            strategy_id integer references strategies (id),
            base_version integer,
            revision integer not null check (revision > 0),
            name text,
            content text not null,
            created_at timestamptz not null,
            updated_at timestamptz not null
        );
        create index strategy_drafts_user_id on strategy_drafts (user_id, updated_at);
        create index strategy_drafts_updated_at on strategy_drafts (updated_at);
        """);
}
