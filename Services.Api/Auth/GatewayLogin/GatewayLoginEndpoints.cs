using Microsoft.AspNetCore.Http.HttpResults;

namespace BtcWatcher.Services.Api.Auth.GatewayLogin;

/// <summary>What the gateway asks below /internal/auth for those who bring name and password, or refresh.</summary>
internal static class GatewayLoginEndpoints
{
    public static void MapGatewayLogin(this IEndpointRouteBuilder group)
    {
        group.MapPost("/auth/verify", VerifyAsync);
        group.MapPost("/auth/gateway/login", LoginAsync);
        group.MapPost("/auth/gateway/refresh", RefreshAsync);
    }

    private static async Task<Results<Ok<VerifyAnswer>, ProblemHttpResult>> VerifyAsync(
        VerifyRequest request, BasicCredentials credentials, CancellationToken ct)
    {
        var (verified, problem) = await credentials.CheckAsync(request.Username, request.Password, request.Address, ct);
        if (problem is not null) return problem;
        await credentials.RecordAsync(verified!, request.Address, ct);
        return TypedResults.Ok(verified!.Key is { } key
            ? new VerifyAnswer(key.UserId, key.Role, key.ReadOnly, key.StrategyIds, key.KeyId, key.ExpiresAt)
            : new VerifyAnswer(verified.User!.Id, verified.User.Role));
    }

    private static async Task<Results<Ok<GatewayLoginAnswer>, ProblemHttpResult>> LoginAsync(
        GatewayLoginRequest request, BasicCredentials credentials, GatewayLogins logins, CancellationToken ct)
    {
        var (verified, problem) = await credentials.CheckAsync(request.Username, request.Password, request.Address, ct);
        if (problem is not null) return problem;
        if (verified!.Key?.StrategyIds is { } allowed && !allowed.Contains(request.StrategyId))
        {
            return AuthProblems.KeyNotFor(request.StrategyId);
        }

        return await logins.OpenAsync(verified, request.Address, request.StrategyId, ct) is { } answer
            ? TypedResults.Ok(answer)
            : AuthProblems.WrongCredentials();
    }

    private static async Task<Results<Ok<GatewayRefreshAnswer>, ProblemHttpResult>> RefreshAsync(
        GatewayRefreshRequest request, GatewayLogins logins, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(request.RefreshToken)) return AuthProblems.Invalid("refresh_token", "Send it.");
        return await logins.RefreshAsync(request.RefreshToken, ct) is { } access
            ? TypedResults.Ok(new GatewayRefreshAnswer(access))
            : AuthProblems.RefreshRefused();
    }
}
