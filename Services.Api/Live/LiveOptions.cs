namespace BtcWatcher.Services.Api.Live;

/// <summary>Bounds of the WebSockets.</summary>
internal sealed class LiveOptions
{
    public const string Section = "Live";

    /// <summary>Messages that wait for one client; what comes on top is dropped and counted.</summary>
    public int QueueLength { get; set; } = 256;

    /// <summary>WebSockets at a time in this process.</summary>
    public int MaxClients { get; set; } = 5000;
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often revoked and expired sessions are looked for.</summary>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one message may take to a client that does not read.</summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
