using System.Collections;
using System.ComponentModel.DataAnnotations;

namespace BtcWatcher.ServiceDefaults.Settings;

/// <summary>Nothing depends on this setting yet; whoever looks at the settings is told why.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotYetUsedAttribute(string why) : Attribute
{
    public string Why => why;
}

/// <summary>A change counts from the next start of each service.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AtRestartAttribute : Attribute;

/// <summary>Never shown, never stored: it is in a file or in the environment only.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretSettingAttribute : Attribute;

/// <summary>A list of names, or a map by names, that knows only these.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KnownNamesAttribute(params string[] names) : ValidationAttribute
{
    public IReadOnlyList<string> Names => names;

    public override bool IsValid(object? value) => value switch
    {
        IDictionary map => map.Keys.Cast<string>().All(names.Contains),
        IEnumerable<string> list => list.All(names.Contains),
        _ => true,
    };

    public override string FormatErrorMessage(string name) => $"use only {string.Join(", ", names)}";
}
