using System.Globalization;
using System.Text;
using System.Text.Json;
using BtcWatcher.Simulator.Logging;
using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Configuration;

/// <summary>Configuration files in their order, then FREQTRADE__ variables: later wins (facts 1.1, 1.2).</summary>
internal static class ConfigReader
{
    private const int DeepestInclude = 5;

    public static PyDict Read(IReadOnlyList<string> files, string? userDir, PythonLog log)
    {
        var config = new PyDict();
        foreach (var file in files.Count > 0 ? files : [Standard(userDir)])
        {
            config.MergeFrom(ReadFile(file, log, 0));
        }

        config.MergeFrom(FromEnvironment(Environment.GetEnvironmentVariables()));
        return config;
    }

    private static string Standard(string? userDir)
    {
        var inUserDir = Path.Combine(userDir ?? "user_data", "config.json");
        return File.Exists(inUserDir) ? inUserDir : "config.json";
    }

    private static PyDict ReadFile(string file, PythonLog log, int depth)
    {
        log.Info("freqtrade.configuration.load_config", $"Using config: {file} ...");
        if (file != "-" && !File.Exists(file))
        {
            throw BotException.Operational(
                $"Config file \"{file}\" not found! Please create a config file or check whether it exists.");
        }

        var bytes = file == "-" ? Encoding.UTF8.GetBytes(Console.In.ReadToEnd()) : File.ReadAllBytes(file);
        var own = Parse(bytes);
        if (own.List("add_config_files") is not { } included || depth >= DeepestInclude)
        {
            return own;
        }

        var merged = new PyDict();
        foreach (var path in included.OfType<string>())
        {
            merged.MergeFrom(ReadFile(Path.Combine(Path.GetDirectoryName(file) ?? "", path), log, depth + 1));
        }

        merged.MergeFrom(own); // The file that names others wins over them.
        return merged;
    }

    internal static PyDict Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return PyJson.Read(Strip(utf8)) as PyDict ?? throw new JsonException("The root is not an object.");
        }
        catch (JsonException e)
        {
            var text = Encoding.UTF8.GetString(utf8);
            var offset = Offset(text, e);
            var from = Math.Max(0, offset - 40);
            var segment = text[from..Math.Min(text.Length, offset + 40)];
            throw BotException.Configuration($"Parse error at offset {offset}: {Reason(text, offset)}\n"
                + $"Please verify the following segment of your configuration:\n{segment}");
        }
    }

    private static ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> utf8) =>
        utf8.StartsWith(new byte[] { 0xEF, 0xBB, 0xBF }) ? utf8[3..] : utf8;

    private static int Offset(string text, JsonException e)
    {
        var offset = 0;
        for (var line = e.LineNumber ?? 0; line > 0 && offset < text.Length; line--)
        {
            offset = text.IndexOf('\n', offset) + 1;
        }

        return (int)Math.Min(text.Length, offset + (e.BytePositionInLine ?? 0));
    }

    private static string Reason(string text, int offset) => offset >= text.TrimEnd().Length
        ? "Missing a comma or } after an object member."
        : text[offset] is ',' or '{' or '[' or ']' ? "Missing a name for object member." : "Invalid value.";

    /// <summary>FREQTRADE__A__B=x becomes {"a":{"b":x}}; values are typed, but for passwords and chat ids.</summary>
    internal static PyDict FromEnvironment(System.Collections.IDictionary variables)
    {
        const string Prefix = "FREQTRADE__";
        var config = new PyDict();
        foreach (System.Collections.DictionaryEntry entry in variables)
        {
            var name = (string)entry.Key;
            if (!name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                continue;
            }

            var parts = name[Prefix.Length..].Split("__");
            var at = config;
            for (var i = 0; i < parts.Length - 1; i++)
            {
                var key = parts[i].ToLowerInvariant();
                at[key] = at.Dict(key) ?? new PyDict();
                at = at.Dict(key)!;
            }

            var last = parts[^1];
            var ccxt = parts.Length > 1 && parts[^2].StartsWith("CCXT_", StringComparison.OrdinalIgnoreCase);
            at[ccxt ? last : last.ToLowerInvariant()] = Typed(last, entry.Value as string ?? "");
        }

        return config;
    }

    private static object? Typed(string name, string value)
    {
        if (name is "PASSWORD" or "CHAT_ID")
        {
            return value;
        }

        if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return whole;
        }

        if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var real))
        {
            return real;
        }

        return value.ToLowerInvariant() switch
        {
            "true" or "t" => true,
            "false" or "f" => false,
            _ => value.StartsWith('[') && TryList(value) is { } list ? list : value,
        };
    }

    private static object? TryList(string value)
    {
        try
        {
            return PyJson.Read(Encoding.UTF8.GetBytes(value));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
