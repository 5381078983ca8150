using Microsoft.Extensions.Configuration;

namespace BtcWatcher.AppHost.Local;

public static class ParameterResourceBuilderExtensions
{
    /// <summary>A value of the configuration, <c>Parameters:NAME</c>; without it the start fails.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, bool secret = false)
    {
        var configuration = builder.Configuration;
        return Add(builder, new ParameterResource(name, () => configuration[$"Parameters:{name}"]
            ?? throw new HostException($"The parameter '{name}' has no value. Set Parameters:{name}, "
                + $"for instance by the environment variable Parameters__{name.Replace('-', '_')}.")));
    }

    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        Func<string> valueGetter,
        bool publishValueAsDefault = false,
        bool secret = false) => Add(builder, new ParameterResource(name, valueGetter));

    /// <summary>A server somewhere else: <c>ConnectionStrings:NAME</c> of the configuration.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(
        this IDistributedApplicationBuilder builder, string name, string? environmentVariableName = null)
    {
        var value = builder.Configuration.GetConnectionString(name)
            ?? throw new HostException($"The connection string '{name}' is missing. Set ConnectionStrings:{name}.");
        return builder.Local().Add<IResourceWithConnectionString>(new GivenConnectionString(name, value));
    }

    private static IResourceBuilder<ParameterResource> Add(
        IDistributedApplicationBuilder builder, ParameterResource parameter) => builder.Local().Add(parameter);
}
