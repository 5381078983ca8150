namespace BtcWatcher.AppHost.Local;

public static class PostgresBuilderExtensions
{
    /// <summary>
    /// A private PostgreSQL 15 in <c>postgres/</c> of the data folder; user <c>postgres</c>, a kept password.
    /// </summary>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        if (userName is not null)
        {
            throw new NotSupportedException("The local PostgreSQL server's user is 'postgres'.");
        }

        var local = builder.Local();
        var server = new PostgresServerResource(name, local.Password(name, password));
        server.Endpoints.Add(new EndpointAnnotation("tcp", "tcp", port));
        return local.Add(server);
    }

    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null)
    {
        var database = new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource);
        builder.Resource.Databases.Add(database.DatabaseName);
        database.WaitsFor.Add(builder.Resource);
        return builder.ApplicationBuilder.Local().Add(database);
    }
}
