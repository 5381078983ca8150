using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Users;
using Npgsql;

namespace BtcWatcher.Services.Api.Auth.ApiKeys;

/// <summary>Verifies keys in the api's own table, so that nothing here is ever out of date.</summary>
internal sealed class ApiKeyStore(NpgsqlDataSource database, TimeProvider clock) : IApiKeys
{
    // The last use is written once a minute at most: a script's every call would be an update.
    private const string Find = """
        with found as (
            select k.id, k.user_id, u.username, k.role, u.role as owner_role, k.read_only, k.strategy_ids, k.expires_at
            from api_keys k join users u on u.id = k.user_id
            where k.hash = $1 and k.revoked_at is null and k.expires_at > $2
                and u.enabled and u.deleted_at is null and not u.must_change_password
        ), used as (
            update api_keys set last_used_at = $2, last_used_address = $3
            where id = (select id from found) and (last_used_at is null or last_used_at < $2 - interval '1 minute')
        )
        select * from found
        """;

    public async ValueTask<ApiKeyGrant?> FindAsync(string key, string? address, CancellationToken cancellationToken)
    {
        if (!ApiKeyText.IsOne(key)) return null;
        await using var command = database.CreateCommand(Find);
        command.Parameters.Add(new() { Value = ApiKeyText.HashOf(key) });
        command.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
        command.Parameters.Add(new()
        {
            Value = (object?)address ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text,
        });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return null;
        return new(
            reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2),
            UserRules.Lower(reader.GetString(3), reader.GetString(4)), reader.GetBoolean(5),
            await reader.IsDBNullAsync(6, cancellationToken) ? null : reader.GetFieldValue<int[]>(6),
            reader.GetFieldValue<DateTimeOffset>(7));
    }

    // Nothing is remembered.
    public void Forget()
    {
    }
}
