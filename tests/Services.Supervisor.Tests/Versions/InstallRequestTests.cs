using BtcWatcher.Services.Supervisor.Versions;

namespace BtcWatcher.Services.Supervisor.Tests.Versions;

public sealed class InstallRequestTests
{
    [Theory]
    [InlineData("2025.9", null, null, null)]
    [InlineData("2025.11.2", null, "ta-lib==0.6.5", null)]
    [InlineData("2025.9", null, "scipy", null)]
    [InlineData("2025.9", null, "freqtrade[hyperopt]>=2025.9", null)]
    [InlineData(null, "/opt/freqtrade", null, null)]
    [InlineData(null, null, null, "version")]
    [InlineData("latest", null, null, "version")]
    [InlineData("../2025.9", null, null, "version")]
    [InlineData("2025.9\n", null, null, "version")]
    [InlineData(null, "", null, "command")]
    [InlineData(null, "/opt/freqtrade", "scipy", "packages")]
    [InlineData("2025.9", null, "--index-url=http://elsewhere", "packages")]
    [InlineData("2025.9", null, "git+https://elsewhere/x", "packages")]
    [InlineData("2025.9", null, "./here", "packages")]
    [InlineData("2025.9", null, "a b", "packages")]
    public void Problem_NamesTheField(string? version, string? command, string? package, string? field) =>
        Assert.Equal(
            field, new InstallRequest(version, command, package is null ? null : [package], null).Problem()?.Field);

    [Fact]
    public void Problem_OfAnImage_SaysThatItIsNotSupported() => Assert.StartsWith(
        "Container images are not supported",
        new InstallRequest("2025.9", null, null, "freqtradeorg/freqtrade:2025.9").Problem()!.Value.WhatToDo,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("2025.9", true)]
    [InlineData("develop-abc123", true)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("-r", false)]
    [InlineData("", false)]
    public void Name_IsOneFolder(string name, bool expected) => Assert.Equal(expected, VersionFolders.IsName(name));

    [Fact]
    public void Version_OfFreqTradesAnswer_IsRead() => Assert.Equal("2025.8", ProgramQuestions.ReadVersion(
        "Operating System:\tLinux\nPython Version:\t\tPython 3.13.7\nCCXT Version:\t\t4.5.2\n\n"
        + "Freqtrade Version:\tfreqtrade 2025.8\n"));
}
