using System.Globalization;
using System.Text.Json;
using BtcWatcher.Simulator.Python;
using BtcWatcher.Simulator.Running;
using Microsoft.Extensions.Primitives;

namespace BtcWatcher.Simulator.Api;

/// <summary>A request with FastAPI's parameter rules: reads throw <see cref="ApiException"/> (422) with its error
/// bodies.</summary>
internal sealed record ApiRequest(Bot Bot, HttpContext Http, Dictionary<string, string> Route, object? Body,
    bool HasBody)
{
    public CancellationToken Aborted => Http.RequestAborted;

    public string? Query(string name) =>
        Http.Request.Query.TryGetValue(name, out var values) && values.Count > 0 ? values[^1] : null;

    public StringValues QueryAll(string name) => Http.Request.Query[name];

    public string Needed(string name) => Query(name)
        ?? throw new ApiException(ApiResult.Invalid("missing", ["query", name], "Field required", null));

    public int? Int(string name, int? missing, int? least = null)
    {
        if (Query(name) is not { } text)
        {
            return missing;
        }

        var value = ParseInt(text, "query", name);
        return value < least ? throw TooSmall(name, text, least.Value) : value;
    }

    public int RouteInt(string name) => ParseInt(Route[name], "path", name);

    public bool Flag(string name, bool missing) => Query(name)?.ToLowerInvariant() switch
    {
        null => missing,
        "true" or "1" or "on" or "yes" or "t" or "y" => true,
        "false" or "0" or "off" or "no" or "f" or "n" => false,
        var other => throw new ApiException(ApiResult.Invalid("bool_parsing", ["query", name],
            "Input should be a valid boolean, unable to interpret input", other)),
    };

    /// <summary>The body as an object. Missing, broken or another kind: 422.</summary>
    public PyDict Object() => !HasBody
        ? throw new ApiException(ApiResult.Invalid("missing", ["body"], "Field required", null))
        : Body as PyDict ?? throw new ApiException(ApiResult.Invalid("model_attributes_type", ["body"],
            "Input should be a valid dictionary or object to extract fields from", Body));

    public List<object?> Array() => !HasBody
        ? throw new ApiException(ApiResult.Invalid("missing", ["body"], "Field required", null))
        : Body as List<object?> ?? throw new ApiException(
            ApiResult.Invalid("list_type", ["body"], "Input should be a valid list", Body));

    public static object? Field(PyDict body, string name, params object[] at) => body.TryGetValue(name, out var value)
        ? value
        : throw new ApiException(ApiResult.Invalid("missing", [.. at.DefaultIfEmpty("body"), name], "Field required",
            body));

    public static string TextField(PyDict body, string name, params object[] at) => Field(body, name, at) is var value
        && value is string text
            ? text
            : throw new ApiException(ApiResult.Invalid("string_type", [.. at.DefaultIfEmpty("body"), name],
                "Input should be a valid string", value));

    public static string? OptionalText(PyDict body, string name) => body.Get(name) is null ? null
        : TextField(body, name);

    public static double? OptionalNumber(PyDict body, string name)
    {
        var value = body.Get(name);
        if (value is string text
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed))
        {
            return parsed;
        }

        return value is null ? null : PyNumber.TryDouble(value) ?? throw new ApiException(ApiResult.Invalid(
            value is string ? "float_parsing" : "float_type", ["body", name],
            value is string
                ? "Input should be a valid number, unable to parse string as a number"
                : "Input should be a valid number",
            value));
    }

    /// <summary>The JSON of a body, or FastAPI's json_invalid error.</summary>
    public static object? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return PyJson.Read(body);
        }
        catch (JsonException e)
        {
            var at = (long)(e.BytePositionInLine ?? 0);
            throw new ApiException(ApiResult.Invalid("json_invalid", ["body", at], "JSON decode error", new PyDict(),
                new PyDict { ["error"] = "Expecting value" }));
        }
    }

    private static int ParseInt(string text, string place, string name) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new ApiException(ApiResult.Invalid("int_parsing", [place, name],
                "Input should be a valid integer, unable to parse string as an integer", text));

    private static ApiException TooSmall(string name, string text, int least) => new(ApiResult.Invalid(
        "greater_than_equal", ["query", name], $"Input should be greater than or equal to {least}", text,
        new PyDict { ["ge"] = least }));
}
