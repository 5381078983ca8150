namespace BtcWatcher.AppHost.Local;

/// <summary>A .NET program of this repository, started from its built output.</summary>
public sealed class ProjectResource : Resource, IResourceWithEnvironment, IResourceWithServiceDiscovery,
    IResourceWithWaitSupport, IComputeResource
{
    internal ProjectResource(string name, string projectPath)
        : base(name) => ProjectPath = projectPath;

    internal string ProjectPath { get; }

    internal List<(string Name, Func<string> Value)> Variables { get; } = [];

    /// <summary>The program's own variables, in the order they were written down; a later one wins.</summary>
    internal Dictionary<string, string> Environment()
    {
        var variables = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = string.Join(';', Endpoints.Where(e => e.Scheme == "http").Select(e => e.Url)),
            ["DOTNET_gcServer"] = "0",

            // Six programs start at once on few cores: compiling without profiles saves a quarter of their start.
            ["DOTNET_TieredPGO"] = "0",

            // A watcher for each host's appsettings would take an inotify instance, of which a user has 128.
            ["DOTNET_hostBuilder__reloadConfigOnChange"] = "false",
        };
        foreach (var (name, value) in Variables)
        {
            variables[name] = value();
        }

        return variables;
    }
}

public sealed class ProjectResourceOptions
{
    public string? LaunchProfileName { get; set; }

    /// <summary>
    /// Launch profiles are never read here; on Aspire they would set ports and the environment's name.
    /// </summary>
    public bool ExcludeLaunchProfile { get; set; }

    public bool ExcludeKestrelEndpoints { get; set; }
}
