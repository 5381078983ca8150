using System.Data.Common;
using BtcWatcher.AppHost.Local.Processes;

namespace BtcWatcher.AppHost.Local.Servers;

/// <summary>Runs SQL by PostgreSQL's own client, so that a launcher needs no database driver.</summary>
internal static class Psql
{
    /// <param name="connectionString">In Npgsql's form.</param>
    /// <returns>The rows, unaligned, without heads.</returns>
    public static async Task<string> ExecuteAsync(string connectionString, string sql, CancellationToken ct)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        var (code, output) = await Tool.RunAsync(
            [
                Find(), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", $"{parts["Host"]}",
                "-p", $"{parts["Port"]}", "-U", $"{parts["Username"]}", "-d", $"{parts["Database"]}", "-c", sql,
            ],
            new Dictionary<string, string> { ["PGPASSWORD"] = $"{parts["Password"]}" },
            ct);
        return code == 0 ? output : throw new HostException($"PostgreSQL refused '{sql}': {output.Trim()}");
    }

    public static string Find() => Programs.Find("psql", "postgresql-client-15", PostgresWorkload.Place);
}
