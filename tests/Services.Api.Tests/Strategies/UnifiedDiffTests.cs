using System.Diagnostics;
using BtcWatcher.Services.Api.Strategies.Versions;

namespace BtcWatcher.Services.Api.Tests.Strategies;

public sealed class UnifiedDiffTests
{
    [Fact]
    public void Diff_OfAChangedLine_HasThreeLinesAroundIt()
    {
        var before = string.Concat(Enumerable.Range(1, 9).Select(line => $"line {line}\n"));
        var diff = UnifiedDiff.Of("a.py", before, before.Replace("line 5\n", "five\n", StringComparison.Ordinal));

        Assert.Equal("""
            --- a/a.py
            +++ b/a.py
            @@ -2,7 +2,7 @@
             line 2
             line 3
             line 4
            -line 5
            +five
             line 6
             line 7
             line 8

            """, diff.Text);
        Assert.Equal((1, 1), (diff.Added, diff.Removed));
    }

    [Fact]
    public void Diff_OfANewFileWithoutALastLineFeed_SaysSo() => Assert.Equal("""
        --- /dev/null
        +++ b/a.py
        @@ -0,0 +1,2 @@
        +x
        +y
        \ No newline at end of file

        """, UnifiedDiff.Of("a.py", null, "x\ny").Text);

    [Fact]
    public void Match_OfTwoTexts_IsAsLongAsCanBe() =>
        Assert.Equal(4, LineMatch.Find(["a", "b", "c", "a", "b", "b", "a"], ["c", "b", "a", "b", "a", "c"]).Count);

    [Fact]
    public void Match_OfTwoLongForeignTexts_GivesUpInTime()
    {
        var one = Enumerable.Range(0, 200_000).Select(line => $"a{line}").ToArray();
        Assert.Empty(LineMatch.Find(one, [.. one.Select(line => "b" + line)]));
    }

    /// <summary>Random edits, applied by the patch program where it is installed.</summary>
    [Fact]
    public void Diff_OfRandomTexts_IsWhatPatchUndoes()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/patch"), "no patch program here");
        using var folder = new TestFolder();
        var random = new Random(7);
        for (var round = 0; round < 40; round++)
        {
            var before = Text(random, Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(12)));
            var after = Text(random, Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(12)));
            if (before == after) continue;
            folder.Write("data", "file", before);
            folder.Write("data", "diff", UnifiedDiff.Of("file", before, after).Text);
            using var patch = Process.Start(new ProcessStartInfo("/usr/bin/patch", "-s -p1 -i diff")
            {
                WorkingDirectory = folder.Data,
            })!;
            patch.WaitForExit();

            Assert.Equal(0, patch.ExitCode);
            Assert.Equal(after, File.ReadAllText(Path.Combine(folder.Data, "file")));
        }
    }

    private static string Text(Random random, IEnumerable<int> lines) =>
        string.Join('\n', lines.Select(line => $"l{line}")) + (random.Next(2) == 0 ? "\n" : "");
}
