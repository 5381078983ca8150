namespace BtcWatcher.Simulator.Python;

/// <summary>
/// A Python dict: keeps insertion order. Values: null, bool, int, long, double, string, <see cref="DateTime"/> (naive),
/// <see cref="DateTimeOffset"/> (aware), <see cref="PyDict"/>, <see cref="List{T}"/> of object, <see cref="PyTuple"/>.
/// </summary>
internal sealed class PyDict : OrderedDictionary<string, object?>
{
    /// <summary>The value, or null where the key is missing.</summary>
    public object? Get(string key) => TryGetValue(key, out var value) ? value : null;

    public PyDict? Dict(string key) => Get(key) as PyDict;

    public List<object?>? List(string key) => Get(key) as List<object?>;

    public string? Text(string key) => Get(key) as string;

    public bool Flag(string key, bool missing = false) => Get(key) is bool value ? value : missing;

    public double? Number(string key) => PyNumber.TryDouble(Get(key));

    /// <summary>Merges as FreqTrade merges configuration files: dicts deeply, everything else is replaced.</summary>
    public void MergeFrom(PyDict other)
    {
        foreach (var (key, value) in other)
        {
            if (value is PyDict right && Dict(key) is { } left)
            {
                left.MergeFrom(right);
            }
            else
            {
                this[key] = value;
            }
        }
    }

    public PyDict Copy()
    {
        var copy = new PyDict();
        foreach (var (key, value) in this)
        {
            copy[key] = value is PyDict dict ? dict.Copy() : value;
        }

        return copy;
    }
}

/// <summary>A Python tuple: prints with parentheses, arrives in JSON as an array.</summary>
internal sealed record PyTuple(object?[] Items);

/// <summary>An enum member whose repr is its bare text (FreqTrade's message types).</summary>
internal sealed record PyBare(string Text);

/// <summary>A Python exception with its class name.</summary>
internal sealed class PyError(string kind, string message) : Exception(message)
{
    public string Kind { get; } = kind;
}

internal static class PyNumber
{
    public static double? TryDouble(object? value) => value switch
    {
        double d => d,
        int i => i,
        long l => l,
        _ => null,
    };
}
