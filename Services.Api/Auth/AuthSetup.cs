using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Auth.ApiKeys;
using BtcWatcher.Services.Api.Auth.GatewayLogin;
using BtcWatcher.Services.Api.Auth.SecondFactor;
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
        services.AddSingleton<SharedSigningKey>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<IUserKeys>(provider => provider.GetRequiredService<SigningKeys>());
        services.AddSingleton<IApiKeys, ApiKeyStore>();
        services.AddScoped<ApiKeyChanges>();
        services.AddScoped<SecondFactors>();
        services.AddScoped<SecondStep>();
        services.AddScoped<SigningKeyRotation>();
        services.AddHostedService<SigningKeyRenewal>();
        services.AddSingleton<AccessTokens>();
        services.AddScoped<Sessions>();
        services.AddSingleton<SessionUse>();
        services.AddHostedService(provider => provider.GetRequiredService<SessionUse>());
        services.AddScoped<Logins>();
        services.AddScoped<BasicCredentials>();
        services.AddScoped<GatewayLogins>();
        services.AddScoped<PasswordChange>();
        services.AddScoped<FirstAdmin>();
        services.AddScoped<WsTickets>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, PasswordChangeGate>();
        string[] users = [Policies.Viewer, Policies.Operator, Policies.Admin];
        string[] all = [.. users, AccessTokens.PasswordChangeRole];
        services.AddAuthorizationBuilder()
            .AddPolicy(AuthEndpoints.AnyUser, policy => policy.RequireRole(all))
            .AddPolicy(AuthEndpoints.AnyPerson, policy => policy.RequireRole(all).RequireAssertion(IsNoKey))
            .AddPolicy(AuthEndpoints.Person, policy => policy.RequireRole(users).RequireAssertion(IsNoKey));
    }

    private static bool IsNoKey(AuthorizationHandlerContext context) => !context.User.IsApiKey();
}
