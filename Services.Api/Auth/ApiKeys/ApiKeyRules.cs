using BtcWatcher.Services.Api.Strategies;
using BtcWatcher.Services.Api.Users;

namespace BtcWatcher.Services.Api.Auth.ApiKeys;

/// <summary>What a key may be.</summary>
internal static class ApiKeyRules
{
    public const int MostOfAUser = 50;
    public static readonly TimeSpan UsualLife = TimeSpan.FromDays(90);
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(731);
    private const int LongestName = 100;

    /// <returns>The field and what to do, or null when the key can be made.</returns>
    public static (string Field, string WhatToDo)? Judge(
        CreateApiKeyRequest request, string ownersRole, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(request.Name)) return ("name", "Say what the key is for.");
        if (request.Name.Length > LongestName || request.Name.Any(char.IsControl))
        {
            return ("name", $"Use at most {LongestName} characters, and no control characters.");
        }

        if (request.Role is { } role)
        {
            if (UserRules.JudgeRole(role) is { } whatToDo) return ("role", whatToDo);
            if (UserRules.Lower(role, ownersRole) != role)
            {
                return ("role", $"Yours is {ownersRole}: use it or a lower one.");
            }
        }

        if (request.ExpiresAt is { } expires && (expires <= now || expires > now + LongestLife))
        {
            return ("expires_at", $"Use a time within the next {LongestLife.Days} days.");
        }

        return request.StrategyIds is { } ids && (ids.Count is 0 or > Strategy.MaxStrategies || ids.Any(id => id < 1))
            ? ("strategy_ids", "Name at least one strategy by its number, or leave it out for all.")
            : null;
    }
}
