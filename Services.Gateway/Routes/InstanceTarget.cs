using System.Net.Http.Headers;
using System.Text;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Gateway.Routes;

/// <summary>One instance that can be reached, with what is sent to it computed once.</summary>
internal sealed class InstanceTarget
{
    private static readonly UriCreationOptions AsWritten =
        new() { DangerousDisablePathAndQueryCanonicalization = true };

    private InstanceTarget(InstanceRoute route)
    {
        Route = route;
        Authorization = new AuthenticationHeaderValue("Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{route.Username}:{route.Password}")));
    }

    private long _changes;

    public InstanceRoute Route { get; }
    public int StrategyId => Route.StrategyId;
    public string Address => Route.Address;
    public AuthenticationHeaderValue Authorization { get; }

    /// <summary>The instance's own secrets, which no answer may contain.</summary>
    public IReadOnlyList<string> Secrets => [Route.Password, Route.WsToken];

    /// <summary>How often something was changed through the gateway: what was read before is old then.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    public void Changed() => Interlocked.Increment(ref _changes);

    /// <summary>Null where the address is none.</summary>
    public static InstanceTarget? From(InstanceRoute route) =>
        Uri.TryCreate(route.Address, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https" && uri.PathAndQuery == "/" && !route.Address.EndsWith('/')
            ? new InstanceTarget(route)
            : null;

    /// <summary>The path comes from the matched call; the query goes as the client wrote it.</summary>
    public Uri UriFor(string path, string query) => UriOf(Address + path + query);

    public static Uri UriOf(string address) => new(address, AsWritten);
}
