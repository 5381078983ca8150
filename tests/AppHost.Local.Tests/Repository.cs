namespace BtcWatcher.AppHost.Local.Tests;

internal static class Repository
{
    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = Find();

    public static string Output(string project, string name) =>
        Path.Combine(Root, project, "bin", Configuration, "net10.0", name);

    private static string Configuration =>
        AppContext.BaseDirectory.Contains("/bin/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Aspire.props")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
