using System.Text.Json;
using System.Text.Json.Serialization;

namespace BtcWatcher.ServiceDefaults.Messaging;

/// <summary>MassTransit's own envelope keeps its names; enums travel as names, as everywhere.</summary>
internal static class MessageEnvelope
{
    public static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        return options;
    }
}
