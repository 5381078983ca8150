using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Folders;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Processes;

/// <summary>Starts instances through the script that outlives the supervisor, and reads what it wrote.</summary>
internal sealed class InstanceProcesses(
    InstanceFolders folders, IOptions<InstallationOptions> installation, TimeProvider clock)
{
    // A few milliseconds; seconds when hundreds begin at once.
    private static readonly TimeSpan PidFileLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Processes", "supervise.sh");

    /// <param name="mark">Whose process it is.</param>
    /// <param name="profile">The strategy.</param>
    /// <param name="program">FreqTrade: program and leading arguments.</param>
    /// <param name="limits">With what it begins.</param>
    /// <param name="ct">The caller's.</param>
    /// <exception cref="InstanceStartException">No process came of it.</exception>
    public async Task<ProcessIdentity> StartAsync(
        InstanceMark mark, StrategyProfile profile, IReadOnlyList<string> program, ProcessLimits limits,
        CancellationToken ct)
    {
        var folder = folders.Of(mark.StrategyId);
        var start = new ProcessStartInfo("setsid") { WorkingDirectory = folder.Path, UseShellExecute = false };
        foreach (var argument in Arguments(mark, profile, program, limits, folder)) start.ArgumentList.Add(argument);
        InstanceEnvironment.Fill(start.Environment, mark, folder, installation.Value);
        try
        {
            using var setsid = System.Diagnostics.Process.Start(start)!;
            await setsid.WaitForExitAsync(ct);
        }
        catch (Win32Exception fault)
        {
            throw new InstanceStartException(
                $"setsid cannot be started (Debian package util-linux): {fault.Message}", fault);
        }

        try
        {
            return await AwaitPidAsync(mark, ct);
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            // A program may have begun, and only not been told.
            EndAll(mark);
            throw;
        }
    }

    /// <summary>The process that the script started; null when it has not written it.</summary>
    public ProcessIdentity? ReadPid(InstanceMark mark) =>
        ReadWords(Path.Combine(folders.Pids, mark.FileName)) is [var pid, var ticks]
        ? new(int.Parse(pid, CultureInfo.InvariantCulture), long.Parse(ticks, CultureInfo.InvariantCulture),
            ProcFs.BootId)
        : null;

    /// <summary>128 + signal when a signal ended it; null when the script has not written it.</summary>
    public int? ReadExit(InstanceMark mark) => ReadWords(Path.Combine(folders.Exits, mark.FileName)) is [var code]
        ? int.Parse(code, CultureInfo.InvariantCulture) : null;

    /// <summary>Removes the script's files of an ended generation.</summary>
    public void Forget(InstanceMark mark)
    {
        File.Delete(Path.Combine(folders.Pids, mark.FileName));
        File.Delete(Path.Combine(folders.Exits, mark.FileName));
    }

    private async Task<ProcessIdentity> AwaitPidAsync(InstanceMark mark, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (ReadPid(mark) is { } identity) return identity;
            if (clock.GetElapsedTime(began) > PidFileLimit)
            {
                throw new InstanceStartException($"no process began within {PidFileLimit.TotalSeconds:0} s");
            }

            await Task.Delay(pause, clock, ct);
        }
    }

    private void EndAll(InstanceMark mark)
    {
        foreach (var (_, process) in InstanceMark.FindAll(installation.Value.Data).Where(one => one.Mark == mark))
        {
            Signals.Kill(process);
        }
    }

    private IEnumerable<string> Arguments(
        InstanceMark mark, StrategyProfile profile, IReadOnlyList<string> program, ProcessLimits limits,
        InstanceFolder folder) =>
    [
        "--fork", "/bin/sh", Script, folders.Root, mark.StrategyId.ToString(CultureInfo.InvariantCulture),
        mark.Generation.ToString(CultureInfo.InvariantCulture), .. limits.Words,
        .. program, "trade", "--config", folder.Config,
        "--logfile",
        folder.LogFile, "--userdir", folder.UserData, "--db-url", folder.DatabaseUrl, "--strategy",
        profile.StrategyClass,
        "--strategy-path", folder.Strategies,
    ];

    private static string[]? ReadWords(string path)
    {
        // Most looks come too early, and an exception costs more than a look.
        if (!File.Exists(path)) return null;
        try
        {
            return File.ReadAllText(path)
                .Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}

internal sealed class InstanceStartException(string message, Exception? inner = null) : Exception(message, inner);
