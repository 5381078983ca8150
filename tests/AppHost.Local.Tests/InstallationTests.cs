using System.Buffers.Text;
using Microsoft.Extensions.Configuration;

namespace BtcWatcher.AppHost.Local.Tests;

public sealed class InstallationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("btcwatcher-key-");

    [Fact]
    public void Key_FirstStart_MakesAPrivateFileAndKeepsIt()
    {
        var first = Describe().Key();

        Assert.Equal(32, Base64Url.DecodeFromChars(first).Length);
        Assert.Equal(first, Describe().Key());
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(_folder.FullName, "installation-key")));
    }

    [Fact]
    public void Key_Configured_IsUsedAndNothingIsWritten()
    {
        var key = Describe(("Parameters:installation-key", "given")).Key();

        Assert.Equal("given", key);
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void Key_EmptyFile_IsAnError()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "installation-key"), "\n");

        Assert.Throws<InvalidOperationException>(() => Describe().Key());
    }

    [Fact]
    public void Ports_OtherBase_MoveTogether()
    {
        var installation = Describe(("Ports:Base", "18000"));

        Assert.Equal(
            (18000, 18001, 18080, "18081"),
            (installation.ApiPort, installation.WebhookPort, installation.GatewayPort, installation.FirstInstancePort));
        Assert.Equal("http://127.0.0.1:18001", installation.WebhookUrl);
    }

    [Fact]
    public void Ports_NotANumber_NamesTheSetting()
    {
        var error = Assert.Throws<FormatException>(() => Describe(("Ports:Base", "many")));

        Assert.Contains("Ports:Base is 'many'", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Installation Describe(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationManager { ["Data:Directory"] = _folder.FullName };
        foreach (var (name, value) in settings)
        {
            configuration[name] = value;
        }

        return Installation.From(configuration, "/somewhere/AppHost", running: true);
    }
}
