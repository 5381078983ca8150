namespace BtcWatcher.Services.Api.Tests;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("btcwatcher-api-").FullName;

    public string Data => Sub("data");

    public string Config => Sub("config");

    public string Web => Sub("web");

    public string Strategies => Sub("strategies");

    public void Write(string folder, string name, string text) =>
        File.WriteAllText(System.IO.Path.Combine(Sub(folder), name), text);

    public void Dispose()
    {
        // Two processes of one api share it.
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }

    private string Sub(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;
}
