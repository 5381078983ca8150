namespace BtcWatcher.AppHost.Local;

/// <summary>Why the system cannot run, in words for the person who started it: no stack trace is wanted.</summary>
public sealed class HostException : Exception
{
    public HostException()
    {
    }

    public HostException(string message)
        : base(message)
    {
    }

    public HostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
