using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace BtcWatcher.AppHost.Local.Hosting;

/// <summary>What the local host itself is told; AppHost reads its own part of the same configuration.</summary>
/// <param name="DataDirectory">Absolute; <c>Data:Directory</c>, by default <c>.local</c> beside the AppHost's
/// folder.</param>
/// <param name="PortBase"><c>Ports:Base</c>, by default 8000.</param>
/// <param name="DashboardCommand"><c>Dashboard:Command</c>, the aspire program; without it there is no
/// dashboard.</param>
/// <param name="DashboardHome"><c>Dashboard:Home</c>: where it unpacks itself, shared by data folders.</param>
/// <param name="EndWithProcess"><c>Host:EndWithProcess</c>: children and data folder go when this process dies
/// (tests).</param>
/// <param name="Durable"><c>Host:Durable</c>, by default true; false spares the tests' disks.</param>
/// <param name="StartTimeout"><c>Host:StartTimeoutSeconds</c>: how long one resource may take to become
/// healthy.</param>
/// <param name="SilentProbes"><c>Host:SilentProbes</c>, by default 3: after so many probes in a row without any answer
/// a service is killed and started again; 0 never (a debugger holds a service, too).</param>
/// <param name="VirtualHosts"><c>Host:VirtualHosts</c>: so many empty virtual hosts, test1 ... testN, in
/// RabbitMQ.</param>
/// <param name="OnceResource"><c>Host:Once</c>: run this project once, with the arguments below, and then end.</param>
/// <param name="OnceArguments"><c>Host:OnceArguments</c>, separated by blanks.</param>
internal sealed record LocalOptions(
    string DataDirectory,
    int PortBase,
    string? DashboardCommand,
    string? DashboardHome,
    bool EndWithProcess,
    bool Durable,
    TimeSpan StartTimeout,
    int SilentProbes,
    int VirtualHosts,
    string? OnceResource,
    IReadOnlyList<string> OnceArguments)
{
    public static LocalOptions From(IConfiguration configuration, string appHostDirectory) => new(
        Path.TrimEndingDirectorySeparator(
            Path.GetFullPath(configuration["Data:Directory"] ?? "../.local", appHostDirectory)),
        Number(configuration, "Ports:Base", 8000, 1024, 64000),
        configuration["Dashboard:Command"] is { Length: > 0 } command ? command : null,
        configuration["Dashboard:Home"],
        Flag(configuration, "Host:EndWithProcess", whenAbsent: false),
        Flag(configuration, "Host:Durable", whenAbsent: true),
        TimeSpan.FromSeconds(Number(configuration, "Host:StartTimeoutSeconds", 180, 1, 3600)),
        Number(configuration, "Host:SilentProbes", 3, 0, 1000),
        Number(configuration, "Host:VirtualHosts", 0, 0, 100),
        configuration["Host:Once"],
        (configuration["Host:OnceArguments"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static int Number(IConfiguration configuration, string name, int whenAbsent, int least, int most)
    {
        var text = configuration[name];
        if (string.IsNullOrEmpty(text))
        {
            return whenAbsent;
        }

        return int.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new HostException($"{name} is '{text}', but must be a whole number from {least} to {most}.");
    }

    private static bool Flag(IConfiguration configuration, string name, bool whenAbsent)
    {
        var text = configuration[name];
        if (string.IsNullOrEmpty(text))
        {
            return whenAbsent;
        }

        return bool.TryParse(text, out var value)
            ? value
            : throw new HostException($"{name} is '{text}', but must be true or false.");
    }
}
