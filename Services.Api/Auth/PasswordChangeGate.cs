using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Authorization.Policy;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>
/// Tells a user who must change the password why everything else is refused, and an API key what needs a login.
/// </summary>
internal sealed class PasswordChangeGate : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _usual = new();

    public Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult) =>
        IsKeyRefused(context, authorizeResult)
            ? AuthProblems.LoginRequired().ExecuteAsync(context)
            : authorizeResult.Forbidden && context.User.IsInRole(AccessTokens.PasswordChangeRole)
            ? Problems.Of(
                StatusCodes.Status403Forbidden, AuthProblems.PasswordChangeRequired,
                "The password must be changed first",
                AuthProblems.PasswordChangeRequiredDetail).ExecuteAsync(context)
            : _usual.HandleAsync(next, context, policy, authorizeResult);

    private static bool IsKeyRefused(HttpContext context, PolicyAuthorizationResult result) =>
        result.Forbidden && context.User.IsApiKey()
        && result.AuthorizationFailure?.FailedRequirements.OfType<AssertionRequirement>().Any() is true;
}
