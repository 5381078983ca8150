using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace BtcWatcher.Services.Supervisor.FreqTradeConfig;

/// <summary>What FreqTrade accepts as the value of a setting.</summary>
internal abstract record ConfigRule
{
    /// <summary>The kind of value, as it is named to a person.</summary>
    public abstract string Kind { get; }

    public abstract bool Fits(JsonElement value);

    /// <summary>Checks a value whose kind fits.</summary>
    public virtual void Check(JsonElement value, string path, ICollection<ConfigViolation> found)
    {
    }

    public void Judge(JsonElement value, string path, ICollection<ConfigViolation> found)
    {
        if (Fits(value)) Check(value, path, found);
        else found.Add(new(path, $"must be {Kind}, is {Describe(value)}"));
    }

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "a text",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => value.GetRawText(),
    };
}

/// <summary>Anything at all.</summary>
internal sealed record AnyRule : ConfigRule
{
    public override string Kind => "anything";

    public override bool Fits(JsonElement value) => true;
}

internal sealed record FlagRule : ConfigRule
{
    public override string Kind => "true or false";

    public override bool Fits(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False;
}

/// <summary>
/// A text; one of <paramref name="Allowed"/> when there are any, containing <paramref name="Part"/> when given.
/// </summary>
internal sealed record TextRule(string[] Allowed, string? Part = null) : ConfigRule
{
    public override string Kind => "a text";

    public override bool Fits(JsonElement value) => value.ValueKind == JsonValueKind.String;

    public override void Check(JsonElement value, string path, ICollection<ConfigViolation> found)
    {
        var text = value.GetString()!;
        if (Allowed.Length > 0 && !Allowed.Contains(text))
        {
            found.Add(new(path, $"must be one of {string.Join(", ", Allowed)}"));
        }

        if (Part is not null && !text.Contains(Part, StringComparison.Ordinal))
        {
            found.Add(new(path, $"must be \"{Part}\""));
        }
    }
}

internal sealed record NumberRule(double? Least = null, double? Most = null, double? Below = null, bool Whole = false)
    : ConfigRule
{
    public override string Kind => Whole ? "a whole number" : "a number";

    public override bool Fits(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && (!Whole || value.GetRawText().IndexOfAny(['.', 'e', 'E']) < 0);

    public override void Check(JsonElement value, string path, ICollection<ConfigViolation> found)
    {
        var number = value.GetDouble();
        if (number < Least)
        {
            found.Add(new(path, string.Create(CultureInfo.InvariantCulture, $"must be at least {Least}")));
        }

        if (number > Most) found.Add(new(path, string.Create(CultureInfo.InvariantCulture, $"must be at most {Most}")));
        if (number >= Below)
        {
            found.Add(new(path, string.Create(CultureInfo.InvariantCulture, $"must be less than {Below}")));
        }
    }
}

internal sealed record ListRule(ConfigRule Item, int AtLeast = 0, bool Distinct = false) : ConfigRule
{
    public override string Kind => "a list";

    public override bool Fits(JsonElement value) => value.ValueKind == JsonValueKind.Array;

    public override void Check(JsonElement value, string path, ICollection<ConfigViolation> found)
    {
        var items = value.EnumerateArray().ToArray();
        if (items.Length < AtLeast) found.Add(new(path, $"needs at least {AtLeast} item"));
        for (var i = 0; i < items.Length; i++)
        {
            Item.Judge(items[i], $"{path}[{i}]", found);
            if (Distinct && items.Take(i).Any(earlier => JsonElement.DeepEquals(earlier, items[i])))
            {
                found.Add(new($"{path}[{i}]", "is in the list twice"));
            }
        }
    }
}

/// <summary>An object with known members; others pass.</summary>
internal sealed record ObjectRule(string[] Required, Dictionary<string, ConfigRule> Members) : ConfigRule
{
    public override string Kind => "an object";

    public override bool Fits(JsonElement value) => value.ValueKind == JsonValueKind.Object;

    public override void Check(JsonElement value, string path, ICollection<ConfigViolation> found)
    {
        var prefix = path.Length == 0 ? "" : path + ".";
        foreach (var name in Required)
        {
            if (!value.TryGetProperty(name, out _)) found.Add(new(prefix + name, "is missing"));
        }

        foreach (var member in value.EnumerateObject())
        {
            if (Members.TryGetValue(member.Name, out var rule)) rule.Judge(member.Value, prefix + member.Name, found);
        }
    }
}

/// <summary>
/// An object whose members follow one rule where their name matches; <paramref name="Only"/>: no other names.
/// </summary>
internal sealed record TableRule(Regex Name, ConfigRule Value, bool Only = false) : ConfigRule
{
    public override string Kind => "an object";

    public override bool Fits(JsonElement value) => value.ValueKind == JsonValueKind.Object;

    public override void Check(JsonElement value, string path, ICollection<ConfigViolation> found)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (Name.IsMatch(member.Name)) Value.Judge(member.Value, $"{path}.{member.Name}", found);
            else if (Only) found.Add(new($"{path}.{member.Name}", "is not a known name here"));
        }
    }
}

/// <summary>The first rule whose kind fits judges.</summary>
internal sealed record EitherRule(params ConfigRule[] Rules) : ConfigRule
{
    public override string Kind => string.Join(" or ", Rules.Select(rule => rule.Kind));

    public override bool Fits(JsonElement value) => Rules.Any(rule => rule.Fits(value));

    public override void Check(JsonElement value, string path, ICollection<ConfigViolation> found) =>
        Rules.First(rule => rule.Fits(value)).Check(value, path, found);
}
