namespace BtcWatcher.Services.Gateway.Routes;

/// <summary>Holds the map in use. Readers take <see cref="Current"/> once a request and never wait.</summary>
internal sealed class RouteStore
{
    private RouteMap _current = new();
    private bool _loaded;

    public RouteMap Current => Volatile.Read(ref _current);

    /// <summary>False until the supervisor has answered for the first time; true for ever after.</summary>
    public bool IsLoaded => Volatile.Read(ref _loaded);

    /// <summary>Returns the map that was replaced.</summary>
    public RouteMap Replace(RouteMap map)
    {
        var before = Interlocked.Exchange(ref _current, map);
        Volatile.Write(ref _loaded, true);
        return before;
    }
}
