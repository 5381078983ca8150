using Microsoft.Extensions.Configuration;

namespace BtcWatcher.AppHost.Local;

public interface IDistributedApplicationBuilder
{
    /// <summary>appsettings.json beside the program, environment variables, command line (the later wins).</summary>
    ConfigurationManager Configuration { get; }

    /// <summary>The folder of the AppHost's project.</summary>
    string AppHostDirectory { get; }

    DistributedApplicationExecutionContext ExecutionContext { get; }

    DistributedApplication Build();
}

/// <summary>Always run mode: publishing needs Aspire itself.</summary>
public sealed class DistributedApplicationExecutionContext
{
    internal DistributedApplicationExecutionContext()
    {
    }

    public bool IsRunMode { get; } = true;

    public bool IsPublishMode { get; }
}
