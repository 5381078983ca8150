using System.Text.Json;
using System.Text.Json.Serialization;

namespace BtcWatcher.Contracts;

/// <summary>
/// The JSON of messages, of HTTP between services and of the public REST addresses: snake_case, enums as names.
/// </summary>
public static class MessageJson
{
    public static JsonSerializerOptions Options { get; } = Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>Gives options the project's conventions.</summary>
    public static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        return options;
    }
}
