using BtcWatcher.AppHost.Local.Hosting;
using Microsoft.Extensions.Configuration;

namespace BtcWatcher.AppHost.Local;

internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly List<Resource> _resources = [];
    private readonly Lazy<LocalOptions> _options;

    public DistributedApplicationBuilder(string[] args)
    {
        Configuration.SetBasePath(AppContext.BaseDirectory);
        Configuration.AddJsonFile("appsettings.json", optional: true, reloadOnChange: false);
        Configuration.AddEnvironmentVariables();
        Configuration.AddCommandLine(args);
        AppHostDirectory = ProjectFolder();
        _options = new Lazy<LocalOptions>(() => LocalOptions.From(Configuration, AppHostDirectory));
    }

    public ConfigurationManager Configuration { get; } = new();

    public string AppHostDirectory { get; }

    public DistributedApplicationExecutionContext ExecutionContext { get; } = new();

    public IResourceBuilder<T> Add<T>(T resource)
        where T : IResource
    {
        if (_resources.Any(r => r.Name == resource.Name))
        {
            throw new InvalidOperationException($"There is already a resource named '{resource.Name}'.");
        }

        _resources.Add((Resource)(object)resource);
        return new ResourceBuilder<T>(this, resource);
    }

    /// <summary>The given password, else one made at the first start and kept in the data folder.</summary>
    public Func<string> Password(string resource, IResourceBuilder<ParameterResource>? given) =>
        () => given?.Resource.Value ?? Passwords.Get(_options.Value.DataDirectory, resource);

    public DistributedApplication Build()
    {
        if (Configuration["operation"] is "publish")
        {
            throw Publishing.NeedsAspire("Publishing");
        }

        PortPlan.Assign(_resources, _options.Value.PortBase);
        return new DistributedApplication(_resources, _options.Value);
    }

    // The nearest folder above the program that holds a project file: the output lies in bin/CONFIGURATION/net10.0.
    private static string ProjectFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (folder.EnumerateFiles("*.csproj").Any())
            {
                return folder.FullName;
            }
        }

        return AppContext.BaseDirectory;
    }
}
