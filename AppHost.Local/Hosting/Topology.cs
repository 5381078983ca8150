using BtcWatcher.AppHost.Local.Dashboard;
using BtcWatcher.AppHost.Local.Servers;

namespace BtcWatcher.AppHost.Local.Hosting;

/// <summary>From the described resources to the processes that they are on this machine.</summary>
internal static class Topology
{
    public static IReadOnlyList<Workload> Of(IReadOnlyList<Resource> resources, LocalOptions options)
    {
        var dashboard = options.DashboardCommand is null ? null : new DashboardWorkload(options);
        List<Workload> workloads = dashboard is null ? [] : [dashboard];
        foreach (var resource in resources)
        {
            workloads.AddRange(ProcessesOf(resource, options, dashboard));
        }

        foreach (var resource in resources)
        {
            var own = workloads.Find(w => w.Name == resource.Name);
            own?.WaitsFor.AddRange(resource.WaitsFor.Select(ServerOf).Where(n => workloads.Exists(w => w.Name == n)));
        }

        return workloads;
    }

    private static IEnumerable<Workload> ProcessesOf(
        Resource resource, LocalOptions options, DashboardWorkload? dashboard)
    {
        switch (resource)
        {
            case PostgresServerResource server:
                yield return new PostgresWorkload(server, options);
                break;
            case RedisResource server:
                yield return new RedisWorkload(server, options);
                break;
            case RabbitMQServerResource server:
                var mapper = new EpmdWorkload(server, options);
                var broker = new RabbitMqWorkload(server, options);
                broker.WaitsFor.Add(mapper.Name);
                yield return mapper;
                yield return broker;
                break;
            case ProjectResource project:
                yield return new ProjectWorkload(
                    project, dashboard?.TelemetryOf(project.Name) ?? new Dictionary<string, string>());
                break;
        }
    }

    // A database is healthy when its server is: the server's workload creates it.
    private static string ServerOf(Resource resource) =>
        resource is PostgresDatabaseResource database ? database.Parent.Name : resource.Name;
}
