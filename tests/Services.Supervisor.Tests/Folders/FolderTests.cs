using System.Text.Json.Nodes;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Tests.Harness;
using BtcWatcher.Testing;

namespace BtcWatcher.Services.Supervisor.Tests.Folders;

public sealed class FolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("btcw-folder-").FullName;

    private InstanceFolder Folder => new(_root, 3);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Write_AVersion_ReplacesTheFilesOfTheOneBefore()
    {
        FolderWriter.Write(Folder, TestConfigs.Definition(3, 1, "Old"), []);
        FolderWriter.Write(Folder, TestConfigs.Definition(3, 2, "New"), new JsonObject { ["a"] = 1 });

        Assert.Equal(["New.py"], Directory.GetFiles(Folder.Strategies).Select(Path.GetFileName));
        Assert.Equal(["config.json", "logs", "strategies", "tmp", "user_data"], Directory.GetFileSystemEntries(Folder.Path)
            .Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(1, (int)JsonNode.Parse(File.ReadAllText(Folder.Config))!["a"]!);
    }

    [Fact]
    public void Write_Config_IsForItsOwnerOnly()
    {
        FolderWriter.Write(Folder, TestConfigs.Definition(3), []);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Folder.Config));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Folder.Path));
    }

    [Theory]
    [InlineData("../../evil.py")]
    [InlineData("/tmp/evil.py")]
    [InlineData("a/../../strategies.new.py")]
    public void Write_AFileOutsideItsFolder_IsRefused(string name)
    {
        var definition = TestConfigs.Definition(3) with { Files = new Dictionary<string, string> { [name] = "x" } };

        Assert.Throws<InvalidDataException>(() => FolderWriter.Write(Folder, definition, []));
    }

    [Fact]
    public void LogTail_OfALongFile_IsWholeLinesOfItsEnd()
    {
        var path = Path.Combine(Directory.CreateDirectory(Folder.Path).FullName, "log");
        File.WriteAllLines(path, Enumerable.Range(1, 1000).Select(number => $"line {number}"));

        Assert.Equal(["line 999", "line 1000"], LogTail.Lines(Folder, path, 2));
        Assert.Equal("line 999\nline 1000\n", LogTail.Read(path, 22));
        Assert.Equal("", LogTail.Read(path + ".none"));
    }

    [Fact]
    public void OutputLimit_ALongFile_IsCutInPlaceAndItsEndKept()
    {
        Directory.CreateDirectory(Folder.Logs);
        using var writer = new StreamWriter(
            new FileStream(Folder.Output, FileMode.Append, FileAccess.Write, FileShare.ReadWrite));
        writer.WriteLine(new string('x', 100));
        writer.WriteLine("the end");
        writer.Flush();

        OutputLimit.Apply(Folder, 50);

        Assert.Equal(0, new FileInfo(Folder.Output).Length);
        Assert.EndsWith("the end\n", File.ReadAllText(Folder.Output + ".1"), StringComparison.Ordinal);
        OutputLimit.Apply(Folder, 50);
        Assert.EndsWith("the end\n", File.ReadAllText(Folder.Output + ".1"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'password': 'abc123',", "'password': '***',")]
    [InlineData("\"jwt_secret_key\": \"abc\"", "\"jwt_secret_key\": \"***\"")]
    [InlineData("\"GET /api/v1/message/ws?token=ey.J-x HTTP/1.1\"", "\"GET /api/v1/message/ws?token=*** HTTP/1.1\"")]
    [InlineData("proxy http://user:p4ss@host:3128 fails", "proxy http://user:***@host:3128 fails")]
    [InlineData("POST http://h/api/v1/signals/webhook/17/aB-c_9", "POST http://h/api/v1/signals/webhook/17/***")]
    [InlineData("known-secret-text here", "*** here")]
    [InlineData("an ordinary line", "an ordinary line")]
    public void SecretMask_ALine_HidesWhatIsSecret(string line, string expected) =>
        Assert.Equal(expected, new SecretMask(["known-secret-text"]).Apply(line));

    [Theory]
    [InlineData("eyJ")]
    [InlineData("eyJaaaaaaaa.")]
    [InlineData("://a:")]
    [InlineData("password=")]
    public async Task SecretMask_ALineMadeToHoldItUp_TakesNoMinutes(string part)
    {
        var line = string.Concat(Enumerable.Repeat(part, (1 << 20) / part.Length));

        // Less than a second where the time grows with the length, many minutes where it grows with its square.
        await Task.Run(() => new SecretMask([]).Apply(line)).WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void SecretMask_TheRecordedSchemaError_HidesTheApiBlocksSecrets()
    {
        var path = Repository.Shared("freqtrade", "recorded", "stderr", "stderr_cfg_short_password_missing.txt");
        Assert.SkipWhen(path is null, Repository.SharedAbsent);

        var masked = new SecretMask([]).Apply(File.ReadAllText(path!));

        Assert.DoesNotContain("0123456789abcdef0123456789abcdef0123", masked, StringComparison.Ordinal);
        Assert.DoesNotContain("wstoken-0123456789", masked, StringComparison.Ordinal);
    }
}
