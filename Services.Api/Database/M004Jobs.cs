using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Api.Database;

internal static class M004Jobs
{
    public static Migration Migration { get; } = new(4, "jobs", """
        create table jobs (
            id uuid primary key,
            kind text not null,
            user_id uuid not null,
            created_at timestamptz not null,
            work jsonb not null,
            finished_at timestamptz,
            result jsonb
        );
        create index jobs_created on jobs (created_at);
        """);
}
