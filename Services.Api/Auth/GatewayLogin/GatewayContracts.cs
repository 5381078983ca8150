using System.Text.Json.Serialization;

namespace BtcWatcher.Services.Api.Auth.GatewayLogin;

/// <summary>
/// Of the gateway, which may be newer: name and password (or an API key in its place) of a Basic login, where the
/// caller is, and which strategy's address was called.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record GatewayLoginRequest(string? Username, string? Password, string? Address, int StrategyId);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record GatewayRefreshRequest(string? RefreshToken);

internal sealed record GatewayLoginAnswer(string AccessToken, string RefreshToken);

internal sealed record GatewayRefreshAnswer(string AccessToken);
