using BtcWatcher.AppHost.Local.Hosting;
using BtcWatcher.AppHost.Local.Servers;
using Microsoft.Extensions.Configuration;

namespace BtcWatcher.AppHost.Local.Tests.Hosting;

public sealed class RuleTests
{
    [Fact]
    public void Find_ProgramThatIsMissing_NamesDebiansPackage()
    {
        var error = Assert.Throws<HostException>(() => Programs.Find("no-such-server", "no-such-server-15"));

        Assert.Equal(
            "The program 'no-such-server' is missing. Install Debian's package: apt-get install no-such-server-15",
            error.Message);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(5, 16)]
    [InlineData(6, 30)]
    [InlineData(1000, 30)]
    public void RestartDelay_Attempt_DoublesUpToHalfAMinute(int attempt, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RestartDelay.Default.Before(attempt));

    [Theory]
    [InlineData(59, 8)]
    [InlineData(60, 1)]
    public void RestartDelay_AfterASteadyRun_CountsAnew(int lastedSeconds, int attempt) =>
        Assert.Equal(attempt, RestartDelay.Default.NextAttempt(7, TimeSpan.FromSeconds(lastedSeconds)));

    [Theory]
    [InlineData("Ports:Base", "many", "Ports:Base is 'many', but must be a whole number from 1024 to 64000.")]
    [InlineData("Ports:Base", "80", "Ports:Base is '80', but must be a whole number from 1024 to 64000.")]
    [InlineData("Host:Durable", "maybe", "Host:Durable is 'maybe', but must be true or false.")]
    public void Options_BrokenValue_IsNamed(string name, string value, string message)
    {
        var configuration = new ConfigurationManager { [name] = value };

        var error = Assert.Throws<HostException>(() => LocalOptions.From(configuration, "/somewhere/AppHost"));

        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void Options_NothingGiven_AreTheDocumentedDefaults()
    {
        var options = LocalOptions.From(new ConfigurationManager(), "/somewhere/AppHost");

        Assert.Equal("/somewhere/.local", options.DataDirectory);
        Assert.Equal(8000, options.PortBase);
        Assert.True(options.Durable);
        Assert.Null(options.DashboardCommand);
    }

    [Fact]
    public void Build_PublishAsked_SaysThatItNeedsAspire()
    {
        var builder = DistributedApplication.CreateBuilder(["--operation", "publish"]);

        var error = Assert.Throws<InvalidOperationException>(builder.Build);

        Assert.Contains("Aspire=true", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddConnectionString_NotConfigured_NamesTheSetting()
    {
        var builder = DistributedApplication.CreateBuilder();

        var error = Assert.Throws<HostException>(() => builder.AddConnectionString("redis"));

        Assert.Contains("ConnectionStrings:redis", error.Message, StringComparison.Ordinal);
    }
}
