namespace BtcWatcher.AppHost.Local.Hosting;

/// <summary>
/// The same ports at every start: what AppHost fixes, the dashboard's three from base + 1101, and from there on one
/// for each endpoint that nobody fixed, in the order in which the resources were added.
/// </summary>
internal static class PortPlan
{
    private const int FirstDynamic = 1101;
    private const int DashboardPorts = 3;

    public static int Dashboard(int portBase) => portBase + FirstDynamic;

    public static void Assign(IEnumerable<Resource> resources, int portBase)
    {
        var next = portBase + FirstDynamic + DashboardPorts;
        foreach (var endpoint in resources.SelectMany(r => r.Endpoints))
        {
            endpoint.Port ??= next++;
        }
    }
}
