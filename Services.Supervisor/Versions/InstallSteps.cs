using System.Collections;
using System.ComponentModel;
using System.Diagnostics;
using BtcWatcher.ServiceDefaults.Keys;
using BtcWatcher.Services.Supervisor.Folders;
using BtcWatcher.Services.Supervisor.Processes;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Supervisor.Versions;

/// <summary>The single steps of an installation; each writes into its log.</summary>
internal sealed class InstallSteps(
    IHttpClientFactory clients, IOptions<VersionOptions> options, IOptions<InstallationOptions> installation)
{
    private const string ClientName = "constraints";
    private static readonly string[] Passed = ["PATH", "HOME", "LANG", "http_proxy", "https_proxy", "no_proxy",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"];

    /// <returns>The file; null when none is configured.</returns>
    public async Task<string?> FetchConstraintsAsync(string version, string folder, string log, CancellationToken ct)
    {
        var address = options.Value.ConstraintsUrl.Replace("{version}", version, StringComparison.Ordinal);
        if (address.Length == 0) return null;
        await File.AppendAllTextAsync(log, $"Fetching the tested packages: {address}\n", ct);
        try
        {
            using var client = clients.CreateClient(ClientName);
            client.Timeout = TimeSpan.FromSeconds(30);
            var path = Path.Combine(folder, "constraints.txt");
            await File.WriteAllTextAsync(path, await client.GetStringAsync(address, ct), ct);
            return path;
        }
        catch (Exception fault) when (fault is HttpRequestException or InvalidOperationException
            || (fault is OperationCanceledException && !ct.IsCancellationRequested))
        {
            await File.AppendAllTextAsync(log, fault.Message + "\n", ct);
            throw new InstallException(
                $"the packages that {version} was tested with cannot be fetched from {address} (setting "
                + $"FreqTrade:ConstraintsUrl): {fault.Message}", fault);
        }
    }

    /// <exception cref="InstallException">It could not be run, or ended with another code than 0.</exception>
    public async Task RunAsync(IReadOnlyList<string> words, string log, CancellationToken ct)
    {
        await File.AppendAllTextAsync(log, $"$ {string.Join(' ', words)}\n", ct);
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, RedirectStandardInput = true };
        // Straight into the file: an installation prints much, and nobody must wait for a reader. What it makes is run
        // by other users.
        const string Script = "umask 022; log=$1; shift; exec \"$@\" >>\"$log\" 2>&1";
        foreach (var word in (string[])["-c", Script, "sh", log, .. words])
        {
            start.ArgumentList.Add(word);
        }

        FillEnvironment(start.Environment);
        var code = await WaitAsync(start, words[0], ct);
        if (code == 0) return;
        var last = LogTail.Read(log).TrimEnd().Split('\n')[^1];
        throw new InstallException($"'{Path.GetFileName(words[0])}' ended with {code}: {last}");
    }

    private static async Task<int> WaitAsync(ProcessStartInfo start, string program, CancellationToken ct)
    {
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            try
            {
                await process.WaitForExitAsync(ct);
                return process.ExitCode;
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
        catch (Win32Exception fault)
        {
            throw new InstallException($"'{program}' cannot be started: {fault.Message}", fault);
        }
    }

    // Setup scripts of packages run here: of the supervisor's own secrets they get none.
    private void FillEnvironment(IDictionary<string, string?> environment)
    {
        environment.Clear();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (Passed.Contains(name) || name.StartsWith("PIP_", StringComparison.Ordinal))
            {
                environment[name] = (string?)variable.Value;
            }
        }

        environment[InstanceMark.DataVariable] = installation.Value.Data;
        environment[InstanceMark.InstanceVariable] = InstanceMark.Canary(0).ToString();
    }
}
