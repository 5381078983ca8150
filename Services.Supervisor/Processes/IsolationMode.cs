namespace BtcWatcher.Services.Supervisor.Processes;

/// <summary>Whether each instance runs as a user of its own.</summary>
internal enum IsolationMode
{
    /// <summary>Where the supervisor may and the programs can be reached; else as the supervisor's user.</summary>
    Auto,

    /// <summary>The service does not start without it.</summary>
    Required,

    /// <summary>As the supervisor's user, whatever it may.</summary>
    Off,
}
