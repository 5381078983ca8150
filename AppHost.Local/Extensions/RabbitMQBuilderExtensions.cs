namespace BtcWatcher.AppHost.Local;

public static class RabbitMQBuilderExtensions
{
    /// <summary>
    /// A private RabbitMQ in <c>rabbitmq/</c> of the data folder, with its own epmd and a kept password.
    /// </summary>
    public static IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        var local = builder.Local();
        var server = new RabbitMQServerResource(
            name, () => userName?.Resource.Value ?? "btcwatcher", local.Password(name, password));
        server.Endpoints.Add(new EndpointAnnotation("tcp", "tcp", port));
        server.Endpoints.Add(new EndpointAnnotation("distribution", "tcp", port: null));
        server.Endpoints.Add(new EndpointAnnotation("epmd", "tcp", port: null));
        return local.Add(server);
    }

    /// <summary>Nothing to do: the local server's data is in the data folder.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithDataVolume(
        this IResourceBuilder<RabbitMQServerResource> builder, string? name = null, bool isReadOnly = false) => builder;
}
