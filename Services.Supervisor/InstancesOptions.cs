using System.ComponentModel.DataAnnotations;
using BtcWatcher.Services.Supervisor.Processes;

namespace BtcWatcher.Services.Supervisor;

/// <summary>How instances are started, watched and ended.</summary>
internal sealed class InstancesOptions
{
    public const string Section = "Instances";

    public InstancesOptions Copy() => (InstancesOptions)MemberwiseClone();

    /// <summary>
    /// First port of an instance; 999 for strategies and one for canaries. Below 32768, where ephemeral ports begin.
    /// </summary>
    [Range(1024, 31768, ErrorMessage = "Instances:PortBase must be between 1024 and 31768: a thousand ports begin there.")]
    public int PortBase { get; set; } = 8081;

    /// <summary>Address of the webhook intake, without a path. Running instances keep it over restarts.</summary>
    [Required(ErrorMessage = "Instances:WebhookUrl is missing: the address of the webhook intake of signals, such as "
        + "http://127.0.0.1:8001.")]
    [Url(ErrorMessage = "Instances:WebhookUrl must be an address such as http://127.0.0.1:8001.")]
    public string WebhookUrl { get; set; } = "";

    /// <summary>
    /// True: a graceful end of the supervisor ends the instances. False: they live on and are adopted.
    /// </summary>
    public bool StopOnShutdown { get; set; }

    /// <summary>
    /// Whether each instance runs as a user of its own: auto (where the supervisor may), required or off.
    /// </summary>
    public IsolationMode Isolation { get; set; } = IsolationMode.Auto;

    /// <summary>
    /// The instance of strategy N runs as user and group UserIdBase + N. Two installations on one machine take two
    /// ranges. By default behind the numbers of people and services, before those of containers and directories.
    /// </summary>
    [Range(1000, 2_000_000_000, ErrorMessage = "Instances:UserIdBase must be between 1000 and 2000000000: "
        + "instances run as the users above it.")]
    public int UserIdBase { get; set; } = 70_000;

    /// <summary>
    /// Memory in MiB above which an instance is ended and started again, unless its strategy says so; 0: no limit.
    /// </summary>
    [Range(0, 1_048_576, ErrorMessage = "Instances:MemoryMb must be between 0 (no limit) and 1048576.")]
    public int MemoryMb { get; set; } = 2048;

    /// <summary>How much nicer than the services an instance is, 0 to 19, unless its strategy says so.</summary>
    [Range(0, 19, ErrorMessage = "Instances:Nice must be between 0 and 19.")]
    public int Nice { get; set; } = 5;

    /// <summary>Files and connections that an instance may have open, unless its strategy says so.</summary>
    [Range(256, 1_048_576, ErrorMessage = "Instances:OpenFiles must be between 256 and 1048576.")]
    public int OpenFiles { get; set; } = 4096;

    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ReadyTimeout { get; set; } = TimeSpan.FromMinutes(5);

    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan ReadyPoll { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How many instances may be starting at once; 0: four for each core, fewer when memory is short.
    /// </summary>
    [Range(0, 999, ErrorMessage = "Instances:MaxStarting must be between 0 and 999.")]
    public int MaxStarting { get; set; }

    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromSeconds(5);

    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A running instance that has not answered for so long is started again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan UnresponsiveAfter { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// A running instance whose loop has not ended for so long is started again; a hanging exchange freezes it too.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan FrozenAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a running instance is asked when it last analysed a candle.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan FreshnessInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Its data is not fresh when the newest analysis is older than so many timeframes and the margin below.
    /// </summary>
    [Range(0.001, 1000)]
    public double StaleTimeframes { get; set; } = 2;

    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan StaleMargin { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Data that has not been fresh for so long is an alert.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan StaleAlertAfter { get; set; } = TimeSpan.FromMinutes(5);

    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan FirstRestartDelay { get; set; } = TimeSpan.FromSeconds(1);

    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan LongestRestartDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Failures in a row that are the strategy's own, after which a person must decide.</summary>
    [Range(1, 1000)]
    public int MaxFaults { get; set; } = 10;

    /// <summary>After running for so long, earlier failures are forgotten and the alert is resolved.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan StableAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>From the first to the second SIGTERM.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan StopWait { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>From the second SIGTERM to SIGKILL.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan StopSecondWait { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>All of it when the whole installation is shut down; the host allows a service 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:25",
        ErrorMessage = "Instances:ShutdownTimeout must be between 1 and 25 s.")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long a deleted strategy's instance lives on so that signals can read from it what is missing.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan SignalsPatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often signals is asked again, while a deleted strategy's folder is kept for it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan RemovalRetry { get; set; } = TimeSpan.FromMinutes(1);

    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Standard output and error of an instance are cut at this length.</summary>
    [Range(65536, 1 << 30)]
    public long OutputLimitBytes { get; set; } = 20 << 20;

    /// <summary>
    /// So much of a strategy's logs is kept, its output included: of the eleven files of 10 MB that FreqTrade rotates,
    /// the oldest beyond it are removed.
    /// </summary>
    [Range(1 << 20, 1L << 40)]
    public long LogKeepBytes { get; set; } = 64 << 20;

    /// <summary>Parts of a log that were last written longer ago are removed.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan LogKeepTime { get; set; } = TimeSpan.FromDays(30);

    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan LogSweepInterval { get; set; } = TimeSpan.FromMinutes(10);
}
