namespace BtcWatcher.AppHost.Local;

// Publishing needs Aspire itself. These types let AppHost.cs compile; asking for them at run time is an error.

public sealed class DockerComposeEnvironmentResource : Resource
{
    internal DockerComposeEnvironmentResource(string name)
        : base(name)
    {
    }
}

public sealed class KubernetesEnvironmentResource : Resource
{
    internal KubernetesEnvironmentResource(string name)
        : base(name)
    {
    }
}

public sealed class DockerComposeServiceResource : Resource
{
    internal DockerComposeServiceResource(string name)
        : base(name)
    {
    }
}

/// <summary>A service of a compose file.</summary>
public sealed class Service
{
    public string? Restart { get; set; }
}

internal static class Publishing
{
    public static InvalidOperationException NeedsAspire(string what) => new(
        $"{what} needs .NET Aspire itself: build AppHost with Aspire=true, where its packages can be restored.");
}
