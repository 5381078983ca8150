namespace BtcWatcher.AppHost.Local;

/// <summary>
/// Images and volumes concern containers only: the local servers are this machine's, their data in the data folder.
/// </summary>
public static class ContainerResourceBuilderExtensions
{
    public static IResourceBuilder<T> WithImageTag<T>(this IResourceBuilder<T> builder, string tag)
        where T : ContainerResource => builder;

    public static IResourceBuilder<T> WithVolume<T>(
        this IResourceBuilder<T> builder, string? name, string target, bool isReadOnly = false)
        where T : ContainerResource => builder;
}
