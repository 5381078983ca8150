using BtcWatcher.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Authorization;

namespace BtcWatcher.Services.Api.Auth;

internal static class AuthSetup
{
    public static void AddAuth(this IServiceCollection services)
    {
        services.AddSingleton<AuthRules>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<LoginGuard>();
        services.AddSingleton<AdminPasswordFile>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<IUserKeys>(provider => provider.GetRequiredService<SigningKeys>());
        services.AddSingleton<AccessTokens>();
        services.AddScoped<Sessions>();
        services.AddScoped<Logins>();
        services.AddScoped<PasswordChange>();
        services.AddScoped<FirstAdmin>();
        services.AddScoped<WsTickets>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, PasswordChangeGate>();
        services.AddAuthorizationBuilder().AddPolicy(AuthEndpoints.AnyUser, policy => policy.RequireRole(
            Policies.Viewer, Policies.Operator, Policies.Admin, AccessTokens.PasswordChangeRole));
    }
}
