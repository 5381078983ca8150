namespace BtcWatcher.AppHost.Local;

public static class ResourceBuilderExtensions
{
    /// <summary>Starts only once the dependency is healthy, and ends before it.</summary>
    public static IResourceBuilder<T> WaitFor<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport
    {
        builder.Local().WaitsFor.Add(dependency.Local());
        return builder;
    }

    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder,
        int? port = null,
        int? targetPort = null,
        string? name = null,
        string? env = null,
        bool? isProxied = null)
        where T : IResourceWithEndpoints
    {
        var endpoint = new EndpointAnnotation(name ?? "http", "http", port ?? targetPort);
        builder.Local().Endpoints.Add(endpoint);
        if (env is not null)
        {
            builder.Project().Variables.Add((env, () => $"{endpoint.Port}"));
        }

        return builder;
    }

    /// <summary>Nothing to do: which addresses reach beyond this machine is a matter of publishing.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints => builder;

    /// <summary>Healthy is: the address answers with that status (200).</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints
    {
        if (statusCode is not null and not 200 || endpointName is not null and not "http")
        {
            throw new NotSupportedException("The local health check asks the endpoint 'http' for status 200.");
        }

        builder.Local().HealthPath = path ?? "/";
        return builder;
    }

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value)
        where T : IResourceWithEnvironment
    {
        builder.Project().Variables.Add((name, () => value ?? ""));
        return builder;
    }

    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> parameter)
        where T : IResourceWithEnvironment
    {
        builder.Project().Variables.Add((name, () => parameter.Resource.Value));
        return builder;
    }

    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithConnectionString> source,
        string? connectionName = null,
        bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        var server = (IConnectionStringSource)source.Resource;
        var name = $"ConnectionStrings__{connectionName ?? server.Name}";
        builder.Project().Variables.Add((name, () => server.ConnectionString));
        return builder;
    }

    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment
    {
        var project = builder.Project();
        foreach (var endpoint in source.Local().Endpoints)
        {
            project.Variables.Add(($"services__{source.Resource.Name}__{endpoint.Name}__0", () => endpoint.Url));
        }

        return builder;
    }
}
