namespace BtcWatcher.Services.Supervisor.Tests.Harness;

/// <summary>Other people's data beside the repository: read where it is, never copied.</summary>
internal static class Shared
{
    public const string Absent =
        "The folder ../shared/freqtrade with FreqTrade's published schema and recordings is not here.";

    /// <summary>Null when it is not there.</summary>
    public static string? Path(params string[] names)
    {
        var path = System.IO.Path.Combine([Repository.Root, "..", "shared", .. names]);
        return File.Exists(path) || Directory.Exists(path) ? path : null;
    }
}

/// <summary>Where this checkout and the programs built from it are.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>A program of the solution, built beside this one with the same configuration.</summary>
    public static string Program(string project)
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        return System.IO.Path.Combine(Root, project, "bin", framework.Parent!.Name, framework.Name, project);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "BtcWatcher.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
