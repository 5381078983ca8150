namespace BtcWatcher.AppHost.Local;

public static class RedisBuilderExtensions
{
    /// <summary>
    /// A private Redis 7 in <c>redis/</c> of the data folder, with a kept password and an append-only file.
    /// </summary>
    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder,
        string name,
        int? port = null,
        IResourceBuilder<ParameterResource>? password = null)
    {
        var local = builder.Local();
        var server = new RedisResource(name, local.Password(name, password));
        server.Endpoints.Add(new EndpointAnnotation("tcp", "tcp", port));
        return local.Add(server);
    }

    /// <summary>Nothing to do: the local Redis keeps an append-only file, which is stricter.</summary>
    public static IResourceBuilder<RedisResource> WithPersistence(
        this IResourceBuilder<RedisResource> builder, TimeSpan? interval = null, long keysChangedThreshold = 1) =>
        builder;
}
