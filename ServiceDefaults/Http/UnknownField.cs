using System.Text.Json;
using System.Text.RegularExpressions;

namespace BtcWatcher.ServiceDefaults.Http;

/// <summary>
/// A field of a request's body that nobody reads: a slip of the pen, which would otherwise have no effect and no error.
/// </summary>
public static partial class UnknownField
{
    public const string WhatToDo = "There is no such field: correct its name, or remove it.";

    /// <returns>The field's name; null when the fault is another one.</returns>
    public static string? In(JsonException fault) =>
        Unmapped().Match(fault.Message) is { Success: true } match ? match.Groups[1].Value : null;

    // The exception carries the name in its text only.
    [GeneratedRegex(@"\AThe JSON property '(.*)' could not be mapped to any \.NET member", RegexOptions.Singleline)]
    private static partial Regex Unmapped();
}
