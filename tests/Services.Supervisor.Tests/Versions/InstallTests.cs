using System.Diagnostics;
using System.Net;
using System.Text.Json;
using BtcWatcher.Services.Supervisor.Tests.Harness;

namespace BtcWatcher.Services.Supervisor.Tests.Versions;

/// <summary>With a package index of the test: real environments and pip, packages with nothing in them.</summary>
public sealed class InstallTests(Servers servers)
{
    private const string Program = """
        def main():
            print("Freqtrade Version:\tfreqtrade 2025.9")
        """;

    [Fact]
    public async Task Install_AReleaseWithAPackage_TakesTheTestedVersionsAndIsVerified()
    {
        Assert.SkipUnless(CanMakeEnvironments(), "python3 cannot make environments here (Debian: python3-venv).");
        await using var index = await PackageIndex.StartAsync();
        index.Add("freqtrade", "2025.9", Program);
        index.Add("aiohttp_socks", "0.10.1");
        index.Add("pysocks", "1.7.1");
        index.Add("pysocks", "1.8.0");
        index.Add("scipy", "1.2.3");
        index.Constraints = "pysocks==1.7.1\n";
        await using var installation = await TestInstallation.CreateAsync(servers, sends: false);
        await installation.StartAsync(Settings(index));

        await installation.AskAsync(
            HttpMethod.Post, "install", new { version = "2025.9", packages = (string[])["scipy"] },
            HttpStatusCode.Accepted);
        var version = await installation.SettledAsync("2025.9");

        Assert.True(version.Text("state") == "verified", version.ToString());
        Assert.Equal("installed", version.Text("source"));
        Assert.Equal(["aiohttp_socks", "pysocks", "scipy"],
            version.GetProperty("packages").EnumerateArray().Select(one => one.GetString()));
        var log = string.Join('\n', version.GetProperty("log").EnumerateArray().Select(line => line.GetString()));
        Assert.Contains("Successfully installed", log, StringComparison.Ordinal);
        Assert.Contains("pysocks-1.7.1", log, StringComparison.Ordinal);
        Assert.Equal("FreqTrade", version.GetProperty("checks")[1].Text("detail"));

        await installation.AskAsync(HttpMethod.Post, "install", new { version = "2025.9" }, HttpStatusCode.Conflict);
        await installation.AskAsync(HttpMethod.Delete, "versions/2025.9", null, HttpStatusCode.OK);
        Assert.False(Directory.Exists(Path.Combine(installation.Data, "freqtrade-versions", "2025.9")));
    }

    [Theory]
    [InlineData("pysocks==1.7.1\n", "No matching distribution found for freqtrade==2025.7")]
    [InlineData("", "FreqTrade:ConstraintsUrl")]
    public async Task Install_ThatFails_LeavesItsLogAndNothingElse(string constraints, string expected)
    {
        Assert.SkipUnless(CanMakeEnvironments(), "python3 cannot make environments here (Debian: python3-venv).");
        await using var index = await PackageIndex.StartAsync();
        index.Add("freqtrade", "2025.9", Program);
        index.Constraints = constraints;
        await using var installation = await TestInstallation.CreateAsync(servers, sends: false);
        await installation.StartAsync(Settings(index));

        await installation.AskAsync(HttpMethod.Post, "install", new { version = "2025.7" }, HttpStatusCode.Accepted);
        var version = await installation.SettledAsync("2025.7");

        Assert.Equal("failed", version.Text("state"));
        Assert.Contains(expected, version.Text("problem"), StringComparison.Ordinal);
        Assert.NotEqual(0, version.GetProperty("log").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, version.GetProperty("source").ValueKind);
        Assert.False(Directory.Exists(Path.Combine(installation.Data, "freqtrade-versions", "2025.7")));
    }

    private static (string Name, string Value)[] Settings(PackageIndex index) =>
    [
        ("Installation__Simulated", "false"),
        ("FreqTrade__ConstraintsUrl", index.Address + "/constraints/{version}"),
        ("PIP_INDEX_URL", index.Address + "/simple/"), ("PIP_CONFIG_FILE", "/dev/null"), ("PIP_NO_CACHE_DIR", "1"),
    ];

    private static bool CanMakeEnvironments()
    {
        try
        {
            using var python = Process.Start("python3", ["-c", "import ensurepip, venv"]);
            python.WaitForExit();
            return python.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
