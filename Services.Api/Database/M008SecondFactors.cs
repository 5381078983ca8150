using BtcWatcher.ServiceDefaults.Database;

namespace BtcWatcher.Services.Api.Database;

internal static class M008SecondFactors
{
    public static Migration Migration { get; } = new(8, "second factors", """
        create table second_factors (
            user_id uuid primary key references users (id),
            secret_sealed text not null,
            created_at timestamptz not null,
            confirmed_at timestamptz,
            last_step bigint not null
        );

        create table recovery_codes (
            hash bytea primary key,
            user_id uuid not null references users (id),
            used_at timestamptz
        );
        create index recovery_codes_user_id on recovery_codes (user_id);
        """);
}
