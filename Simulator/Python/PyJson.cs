using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BtcWatcher.Simulator.Python;

/// <summary>JSON as orjson writes it (NaN and infinities become null, floats keep a point), and JSON into
/// <see cref="PyDict"/>.</summary>
internal static class PyJson
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonReaderOptions Relaxed =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 64 };

    public static byte[] Bytes(object? value)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            Write(writer, value);
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static string Text(object? value, bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Plain with { Indented = indented, IndentSize = 4 }))
        {
            Write(writer, value);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads JSON with comments and trailing commas. Throws <see cref="JsonException"/>.</summary>
    public static object? Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, Relaxed);
        reader.Read();
        var value = Value(ref reader);
        return reader.Read() ? throw new JsonException("The document root must not be followed by other values.")
            : value;
    }

    private static object? Value(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => Object(ref reader),
        JsonTokenType.StartArray => Array(ref reader),
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Null => null,
        _ => reader.ValueSpan.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0 && reader.TryGetInt64(out var whole)
            ? (object)whole
            : reader.GetDouble(),
    };

    private static PyDict Object(ref Utf8JsonReader reader)
    {
        var dict = new PyDict();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            dict[name] = Value(ref reader);
        }

        return dict;
    }

    private static List<object?> Array(ref Utf8JsonReader reader)
    {
        var list = new List<object?>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            list.Add(Value(ref reader));
        }

        return list;
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int i: writer.WriteNumberValue(i); break;
            case long l: writer.WriteNumberValue(l); break;
            case double d: WriteDouble(writer, d); break;
            case string text: writer.WriteStringValue(text); break;
            case PyBare bare: writer.WriteStringValue(bare.Text); break;
            case DateTimeOffset aware: writer.WriteStringValue(PyText.Iso(aware)); break;
            case DateTime naive: writer.WriteStringValue(PyText.Iso(naive)); break;
            case PyFrame frame: Write(writer, frame.Json); break;
            case PyTuple tuple: WriteList(writer, tuple.Items); break;
            case PyDict dict:
                writer.WriteStartObject();
                foreach (var (key, item) in dict)
                {
                    writer.WritePropertyName(key);
                    Write(writer, item);
                }

                writer.WriteEndObject();
                break;
            case IEnumerable<object?> list: WriteList(writer, list); break;
            default: throw new InvalidOperationException($"No JSON form for {value.GetType()}");
        }
    }

    private static void WriteDouble(Utf8JsonWriter writer, double value)
    {
        if (!double.IsFinite(value))
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteRawValue(PyText.JsonFloat(value), skipInputValidation: true);
    }

    private static void WriteList(Utf8JsonWriter writer, IEnumerable<object?> items)
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            Write(writer, item);
        }

        writer.WriteEndArray();
    }
}
