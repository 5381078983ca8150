namespace BtcWatcher.AppHost.Local;

// The names and relations are Aspire's, so that AppHost.cs means the same against either.

/// <summary>Anything the topology names.</summary>
public interface IResource
{
    string Name { get; }
}

public interface IResourceWithEnvironment : IResource;

public interface IResourceWithWaitSupport : IResource;

public interface IResourceWithEndpoints : IResource;

public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;

public interface IComputeResource : IResource;

public interface IResourceWithConnectionString : IResource;

/// <summary>
/// A resource under construction; covariant, so that a database can stand where a connection string is asked.
/// </summary>
public interface IResourceBuilder<out T>
    where T : IResource
{
    IDistributedApplicationBuilder ApplicationBuilder { get; }

    T Resource { get; }
}

internal sealed class ResourceBuilder<T>(DistributedApplicationBuilder application, T resource) : IResourceBuilder<T>
    where T : IResource
{
    public IDistributedApplicationBuilder ApplicationBuilder => application;

    public T Resource => resource;
}

/// <summary>What every resource of this machine has; the parts fill in themselves what applies to them.</summary>
public abstract class Resource : IResource
{
    private protected Resource(string name) => Name = name;

    public string Name { get; }

    internal List<Resource> WaitsFor { get; } = [];

    internal List<EndpointAnnotation> Endpoints { get; } = [];

    internal string? HealthPath { get; set; }

    internal EndpointAnnotation Endpoint(string? name) =>
        Endpoints.Find(e => name is null || e.Name == name)
        ?? throw new InvalidOperationException($"Resource '{Name}' has no endpoint '{name ?? "http"}'.");
}

/// <summary>
/// One port of a resource on the loopback address; numbers that nobody chose are given when the model is built.
/// </summary>
internal sealed class EndpointAnnotation(string name, string scheme, int? port)
{
    public string Name => name;

    public string Scheme => scheme;

    public int? Port { get; set; } = port;

    public string Url => $"{Scheme}://127.0.0.1:{Port}";
}

public sealed class ParameterResource : Resource
{
    private readonly Lazy<string> _value;

    internal ParameterResource(string name, Func<string> value)
        : base(name) => _value = new Lazy<string>(value);

    internal string Value => _value.Value;
}

/// <summary>A server somewhere else, reached by a connection string of the configuration.</summary>
internal sealed class GivenConnectionString(string name, string value) : Resource(name), IConnectionStringSource
{
    public string ConnectionString => value;
}

/// <summary>What can say its connection string once the ports are given.</summary>
internal interface IConnectionStringSource : IResourceWithConnectionString
{
    string ConnectionString { get; }
}
