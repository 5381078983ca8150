namespace BtcWatcher.Services.Api.Live;

/// <summary>Bounds of the WebSockets.</summary>
internal sealed class LiveOptions
{
    public const string Section = "Live";

    /// <summary>Events of a topic that may wait for one client; with more it is told how many it missed.</summary>
    public int QueueLength { get; set; } = 256;

    /// <summary>Events of a topic that are kept for clients that come back.</summary>
    public int LogLength { get; set; } = 10_000;

    /// <summary>Signals that a client which comes back is given again; with more it must read for itself.</summary>
    public int MaxReplay { get; set; } = 20_000;

    /// <summary>What the names of the streams in Redis begin with.</summary>
    public string Streams { get; set; } = "btcw:live";

    /// <summary>WebSockets at a time in this process.</summary>
    public int MaxClients { get; set; } = 5000;
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long another service may take to answer.</summary>
    public TimeSpan AskTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often revoked and expired sessions are looked for.</summary>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one message may take to a client that does not read.</summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
