namespace BtcWatcher.Services.Supervisor.Storage;

/// <summary>
/// One version of a strategy as the api gave it, so that starting it again needs no api. Sealed: it may hold a proxy's
/// password.
/// </summary>
internal sealed class StoredDefinition
{
    public required int StrategyId { get; init; }
    public required int Version { get; init; }
    public required string Body { get; set; }
}

/// <summary>The one row that says whether this database belongs to a simulated installation.</summary>
internal sealed class InstallationRow
{
    public int Id { get; init; } = 1;
    public required bool Simulated { get; init; }
}

/// <summary>The one row whose lock orders the revisions of the route table.</summary>
internal sealed class RouteRevision
{
    public int Id { get; init; } = 1;
    public long Revision { get; set; }
}
