using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BtcWatcher.ServiceDefaults.Auth;

internal static class AuthSetup
{
    public static void AddServiceAuth(this IServiceCollection services)
    {
        services.AddSingleton<ServiceTokens>();
        services.AddSingleton<VerifiedTokens>();
        services.TryAddSingleton<IUserKeys, RemoteUserKeys>();
        services.TryAddSingleton<IApiKeys, RemoteApiKeys>();
        services.AddAuthentication(TokenHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, TokenHandler>(TokenHandler.SchemeName, null);
        services.AddAuthorizationBuilder()
            .AddPolicy(Policies.Service, policy => policy.RequireRole(Policies.Service))
            .AddPolicy(
                Policies.Viewer, policy => policy.RequireRole(Policies.Viewer, Policies.Operator, Policies.Admin))
            .AddPolicy(Policies.Operator, policy => policy.RequireRole(Policies.Operator, Policies.Admin))
            .AddPolicy(Policies.Admin, policy => policy.RequireRole(Policies.Admin))
            .SetFallbackPolicy(Users).SetDefaultPolicy(Users);
    }

    private static AuthorizationPolicy Users { get; } = new AuthorizationPolicyBuilder()
        .RequireRole(Policies.Viewer, Policies.Operator, Policies.Admin).Build();
}
