using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace BtcWatcher.Testing;

/// <summary>Compares EF's model with the schema that the hand-written migrations made.</summary>
public static class SchemaComparison
{
    /// <returns>One line a difference: a column of the model that the schema lacks, or has with another type or nullability.</returns>
    public static async Task<IReadOnlyList<string>> DifferencesAsync(DbContext db)
    {
        var columns = await ReadColumnsAsync(db);
        var differences = new List<string>();
        foreach (var table in db.GetService<IDesignTimeModel>().Model.GetRelationalModel().Tables)
        {
            foreach (var column in table.Columns)
            {
                var expected = $"{Normal(column.StoreType)} {(column.IsNullable ? "null" : "not null")}";
                var actual = columns.GetValueOrDefault((table.Name, column.Name), "missing");
                if (actual != expected)
                {
                    differences.Add($"{table.Name}.{column.Name}: model {expected}, schema {actual}");
                }
            }
        }

        return differences;
    }

    // format_type spells types out; EF uses PostgreSQL's short names.
    private static string Normal(string type) => type switch
    {
        "timestamptz" => "timestamp with time zone",
        "int" => "integer",
        _ => type.StartsWith("character varying", StringComparison.Ordinal) ? "text" : type,
    };

    private static async Task<Dictionary<(string Table, string Column), string>> ReadColumnsAsync(DbContext db)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = current_schema() AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
            """,
            (NpgsqlConnection)db.Database.GetDbConnection());
        await using var reader = await command.ExecuteReaderAsync();
        var columns = new Dictionary<(string, string), string>();
        while (await reader.ReadAsync())
        {
            columns[(reader.GetString(0), reader.GetString(1))] =
                $"{reader.GetString(2)} {(reader.GetBoolean(3) ? "not null" : "null")}";
        }

        return columns;
    }
}
