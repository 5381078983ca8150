using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace BtcWatcher.ServiceDefaults.Database;

/// <summary>Names tables and columns in snake_case where the model does not name them itself.</summary>
internal sealed class SnakeCaseConvention : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(
        IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var entity in modelBuilder.Metadata.GetEntityTypes())
        {
            if (entity.IsMappedToJson()) continue;
            if (entity.GetTableName() is { } table) entity.Builder.ToTable(SnakeCase(table));
            foreach (var property in entity.GetProperties()) property.Builder.HasColumnName(SnakeCase(property.Name));
        }
    }

    private static string SnakeCase(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
