using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Processes;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Versions;

/// <summary>What a program answered; a problem when it could not be run or did not end in time.</summary>
internal sealed record ProgramAnswer(int ExitCode, string Output, string Errors, string? Problem = null);

/// <summary>
/// Runs FreqTrade for a question: as an instance's user and with its environment, since it may load a strategy, which
/// is foreign code, and within limits.
/// </summary>
internal sealed class ProgramRunner(
    InstanceFolders folders, Isolation isolation, IOptions<InstallationOptions> installation)
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private const int MostCharacters = 1 << 20;

    /// <param name="strategyId">Whose user and folder; the canary's where no strategy is loaded.</param>
    /// <param name="words">Program and arguments.</param>
    /// <param name="ct">The caller's.</param>
    public async Task<ProgramAnswer> RunAsync(int strategyId, IReadOnlyList<string> words, CancellationToken ct)
    {
        var user = await isolation.UserOfAsync(strategyId, ct);
        var all = (IReadOnlyList<string>)[.. OtherUser.Words(user), .. words];
        var start = new ProcessStartInfo(all[0])
        {
            // The supervisor's own may be closed to that user, and a config.json in it would be taken.
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in all.Skip(1)) start.ArgumentList.Add(word);
        InstanceEnvironment.FillFor(start.Environment, folders.Of(strategyId).Path, installation.Value.Simulated);
        // Found and ended, should this supervisor be killed meanwhile.
        start.Environment[InstanceMark.DataVariable] = installation.Value.Data;
        start.Environment[InstanceMark.InstanceVariable] = InstanceMark.Canary(0).ToString();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            return await ReadAsync(process, limit.Token);
        }
        catch (Win32Exception fault)
        {
            return new(-1, "", "", fault.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(-1, "", "", $"'{words[^1]}' did not end within {Limit.TotalSeconds:0} s");
        }
    }

    private static async Task<ProgramAnswer> ReadAsync(Process process, CancellationToken ct)
    {
        try
        {
            var errors = ReadAsync(process.StandardError, ct);
            var output = await ReadAsync(process.StandardOutput, ct);
            var problems = await errors;
            await process.WaitForExitAsync(ct);
            return new(process.ExitCode, output, problems);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    // What is beyond is read and thrown away: nobody must wait for a reader.
    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken ct)
    {
        var text = new StringBuilder();
        var chunk = new char[4096];
        while (await reader.ReadAsync(chunk, ct) is > 0 and var read)
        {
            text.Append(chunk, 0, Math.Min(read, MostCharacters - text.Length));
        }

        return text.ToString();
    }
}
