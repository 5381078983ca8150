namespace BtcWatcher.ServiceDefaults.Database;

/// <summary>One step of a schema's history. Never changed once it has been released.</summary>
/// <param name="Version">From 1 upwards, without gaps.</param>
/// <param name="Name">A few words for the log.</param>
/// <param name="Sql">Statements that run in one transaction; the search path is the service's schema.</param>
public sealed record Migration(int Version, string Name, string Sql);
