namespace BtcWatcher.Testing;

/// <summary>This checkout, what is built in it, and other people's data beside it.</summary>
public static class Repository
{
    /// <summary>Reason of a test that is skipped because <see cref="Shared"/> found nothing.</summary>
    public const string SharedAbsent = "The folder ../shared with other people's data is not on this machine.";

    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A program of the solution, built with the configuration of the running one.</summary>
    public static string Program(string project) => Output(project, project);

    /// <summary>A file that a project's build put out, with the configuration of the running one.</summary>
    /// <param name="folder">The project's, from the root.</param>
    /// <param name="file">Such as Simulator.dll.</param>
    public static string Output(string folder, string file)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        return Path.Combine(Root, folder, "bin", own.Parent!.Name, own.Name, file);
    }

    /// <summary>What lies in the nearest folder <c>shared</c> above the checkout. Read, never copied.</summary>
    /// <returns>Null where it is absent.</returns>
    public static string? Shared(params string[] names)
    {
        for (var folder = Directory.GetParent(Root); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine([folder.FullName, "shared", .. names]);
            if (Path.Exists(path)) return path;
        }

        return null;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "BtcWatcher.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
