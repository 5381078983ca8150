namespace BtcWatcher.ServiceDefaults;

/// <summary>
/// The resource name of the running service, which is also the audience of service tokens sent to it.
/// </summary>
public sealed record ServiceIdentity(string Name);
