namespace BtcWatcher.AppHost.Local;

public static class ProjectResourceBuilderExtensions
{
    /// <param name="projectPath">The project file, relative to the AppHost's folder; it must have been built.</param>
    public static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder,
        string name,
        string projectPath,
        Action<ProjectResourceOptions> configure)
    {
        configure(new ProjectResourceOptions());
        var path = Path.GetFullPath(projectPath, builder.AppHostDirectory);
        return builder.Local().Add(new ProjectResource(name, path));
    }
}
