using System.Text.Json.Serialization;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>The code only where a second factor is on: of the app, or for recovery.</summary>
internal sealed record LoginRequest(string? Username, string? Password, string? Code);

internal sealed record RefreshRequest(string? RefreshToken);

internal sealed record PasswordRequest(string? CurrentPassword, string? NewPassword);

/// <summary>A pair of tokens; expires_in in seconds is the access token's.</summary>
internal sealed record TokenAnswer(
    string AccessToken, string RefreshToken, string TokenType, long ExpiresIn, bool MustChangePassword);

/// <summary>Admits one WebSocket within expires_in seconds.</summary>
internal sealed record TicketAnswer(string Ticket, int ExpiresIn);

internal sealed record MeAnswer(
    Guid UserId, string Username, string Role, bool MustChangePassword, Guid SessionId, bool Simulated);

/// <summary>Of the gateway, which may be newer.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record VerifyRequest(string? Username, string? Password, string? Address);

/// <summary>The others are those of an API key that was given as the password.</summary>
internal sealed record VerifyAnswer(
    Guid UserId, string Role, bool ReadOnly = false, IReadOnlyList<int>? StrategyIds = null, Guid? KeyId = null,
    DateTimeOffset? ExpiresAt = null);
