using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>Which commands FreqTrade 2025.8 has, and what their bodies hold.</summary>
internal static class CommandRules
{
    private const int LongestText = 64;
    private static readonly string[] OrderTypes = ["limit", "market"];

    private static readonly FrozenDictionary<string, Field[]> Commands = Build();

    public static IReadOnlyList<string> Names { get; } = [.. Commands.Keys.Order(StringComparer.Ordinal)];

    public static bool Exists(string command) => Commands.ContainsKey(command);

    /// <returns>The body to send, empty for none; or what is wrong, by field.</returns>
    public static (JsonObject? Body, IReadOnlyDictionary<string, string> Errors) Check(
        string command, JsonElement given)
    {
        var fields = Commands[command];
        var errors = new Dictionary<string, string>();
        var body = new JsonObject();
        if (given.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object))
        {
            errors["body"] = "Send a JSON object, or nothing.";
            return (null, errors);
        }

        var members = given.ValueKind == JsonValueKind.Object ? given.EnumerateObject().ToArray() : [];
        foreach (var unknown in members.Where(member => fields.All(field => field.Name != member.Name)))
        {
            errors[unknown.Name] = fields.Length == 0 ? "This command takes no body." : "There is no such field.";
        }

        foreach (var field in fields)
        {
            var value = members.LastOrDefault(member => member.Name == field.Name).Value;
            if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            {
                if (field.Required) errors[field.Name] = field.Rule;
            }
            else if (field.IsGood(value)) body[field.Name] = JsonNode.Parse(value.GetRawText());
            else errors[field.Name] = field.Rule;
        }

        return (errors.Count == 0 ? body : null, errors);
    }

    private static FrozenDictionary<string, Field[]> Build()
    {
        Field order = new("ordertype", "Use limit or market.", value => IsOneOf(value, OrderTypes));
        Field[] exit =
        [
            new("tradeid", "Use \"all\" or the number of a trade.", IsTrade, Required: true), order,
            new("amount", "Use a number above 0.", IsPositive),
        ];
        Field[] enter =
        [
            new("pair", "Use a pair such as BTC/USDT.", value => IsText(value) && value.GetString()!.Contains('/'),
                Required: true),
            new("side", "Use long or short.", value => IsOneOf(value, ["long", "short"])), order,
            new("price", "Use a number above 0.", IsPositive),
            new("stakeamount", "Use a number above 0.", IsPositive),
            new("leverage", "Use a number above 0.", IsPositive),
            new("entry_tag", $"Use a text of at most {LongestText} characters.", IsText),
        ];
        return new Dictionary<string, Field[]>
        {
            ["start"] = [], ["stop"] = [], ["pause"] = [], ["stopentry"] = [], ["stopbuy"] = [], ["reload_config"] = [],
            ["forceexit"] = exit, ["forcesell"] = exit, ["forceenter"] = enter, ["forcebuy"] = enter,
        }.ToFrozenDictionary();
    }

    private static bool IsTrade(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetInt32(out var number) && number > 0,
        JsonValueKind.String => value.GetString() == "all"
            || (int.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0),
        _ => false,
    };

    private static bool IsPositive(JsonElement value) => value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var number) && number > 0 && double.IsFinite(number);

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 and <= LongestText } text && !text.Any(char.IsControl);

    private static bool IsOneOf(JsonElement value, string[] names) =>
        value.ValueKind == JsonValueKind.String && names.Contains(value.GetString());

    private sealed record Field(string Name, string Rule, Func<JsonElement, bool> IsGood, bool Required = false);
}
