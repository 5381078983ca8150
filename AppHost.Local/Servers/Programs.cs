namespace BtcWatcher.AppHost.Local.Servers;

/// <summary>Finds server programs on PATH and in Debian's places.</summary>
internal static class Programs
{
    /// <exception cref="HostException">Names the Debian package that brings it.</exception>
    public static string Find(string program, string package, params string[] places)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return places.Concat(path).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
            ?? throw new HostException(
                $"The program '{program}' is missing. Install Debian's package: apt-get install {package}");
    }
}
