using BtcWatcher.AppHost.Local.Processes;

namespace BtcWatcher.AppHost.Local.Hosting;

/// <summary>Runs one project's program once with arguments of its own, with only the servers it waits for.</summary>
internal static class Once
{
    /// <summary>The project, and what it waits for, directly or not.</summary>
    public static IReadOnlyList<Resource> Needs(IReadOnlyList<Resource> resources, string name)
    {
        var wanted = resources.FirstOrDefault(r => r.Name == name)
            ?? throw new HostException($"There is no resource named '{name}'.");
        var needed = new HashSet<Resource>();
        Collect(wanted);
        return resources.Where(needed.Contains).ToList();

        void Collect(Resource resource)
        {
            if (needed.Add(resource))
            {
                resource.WaitsFor.ForEach(Collect);
            }
        }
    }

    /// <returns>The program's exit code; it speaks to this terminal.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<Workload> workloads, LocalOptions options, CancellationToken ct)
    {
        var project = workloads.OfType<ProjectWorkload>().Single(w => w.Name == options.OnceResource);
        var plan = project.Plan(options.OnceArguments);
        return await Foreground.RunAsync([plan.Program, .. plan.Arguments], plan.Environment, ct);
    }
}
