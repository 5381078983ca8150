namespace BtcWatcher.AppHost.Local;

/// <summary>From Aspire's interfaces to the classes behind them here.</summary>
internal static class LocalModel
{
    public static DistributedApplicationBuilder Local(this IDistributedApplicationBuilder builder) =>
        (DistributedApplicationBuilder)builder;

    public static Resource Local<T>(this IResourceBuilder<T> builder)
        where T : IResource => (Resource)(object)builder.Resource;

    public static ProjectResource Project<T>(this IResourceBuilder<T> builder)
        where T : IResource => (ProjectResource)(object)builder.Resource;
}
