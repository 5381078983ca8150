using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>Each strategy has its own range of strength, and three thresholds inside it.</summary>
internal static class StrengthRules
{
    private const decimal Largest = 1_000_000_000m;

    public static StrengthScale? Read(StrengthRequest? request, ValidationErrors errors)
    {
        if (request is null) return null;
        if (request is not { Min: { } min, Max: { } max, Weak: { } weak, Medium: { } medium, Strong: { } strong })
        {
            errors.Add("strength", "Give all of min, max, weak, medium and strong.");
            return null;
        }

        errors.Require(min >= -Largest && max <= Largest, "strength", "Stay between -1000000000 and 1000000000.");
        errors.Require(min < max, "strength", "min must be below max.");
        errors.Require(min <= weak && weak <= medium && medium <= strong && strong <= max, "strength",
            "Put the thresholds in order: min <= weak <= medium <= strong <= max.");
        return new() { Min = min, Max = max, Weak = weak, Medium = medium, Strong = strong };
    }
}
