using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Auth;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BtcWatcher.Services.Api.Tests;

/// <summary>What each endpoint's policy promises, asked of every endpoint that there is.</summary>
public sealed partial class EndpointRoleTests(Servers servers)
{
    // One's own login, password, keys and second factor; everything else that changes something needs an operator.
    private static readonly string[] ChangesForAnybody =
    [
        "DELETE /api/v1/auth/api-keys/{keyId:guid}", "DELETE /api/v1/auth/sessions",
        "DELETE /api/v1/auth/sessions/{sessionId:guid}", "POST /api/v1/auth/api-keys", "POST /api/v1/auth/logout",
        "POST /api/v1/auth/password", "POST /api/v1/auth/totp/confirm", "POST /api/v1/auth/totp/disable",
        "POST /api/v1/auth/totp/enrol", "POST /api/v1/auth/ws-ticket",
    ];

    private static readonly string[] Changing = ["POST", "PUT", "PATCH", "DELETE"];

    [Fact]
    public async Task Every_WithARoleThatItsPolicyDoesNotName_Answers403()
    {
        using var viewer = await servers.Api.AsAsync(Policies.Viewer);
        using var editor = await servers.Api.AsAsync(Policies.Operator);
        using var admin = await servers.Api.AsAsync(Policies.Admin);
        using var service = servers.Api.AsService();
        var tokens = await servers.Api.UserAsync(Policies.Admin, mustChange: true);
        using var newcomer = servers.Api.With(tokens.AccessToken);
        (string Role, HttpClient Client, string Type)[] callers =
        [
            (Policies.Viewer, viewer, "http:403"), (Policies.Operator, editor, "http:403"),
            (Policies.Admin, admin, "http:403"), (Policies.Service, service, "http:403"),
            (AccessTokens.PasswordChangeRole, newcomer, "auth:password_change_required"),
        ];
        var asked = 0;
        foreach (var (method, path, roles) in await GuardedAsync())
        {
            var wrong = callers.Where(caller => !roles.Contains(caller.Role)).ToArray();
            Assert.True(wrong.Length > 0, $"{method} {path} is open to everybody");
            foreach (var (role, client, type) in wrong)
            {
                using var request = new HttpRequestMessage(new(method), Filled(path));
                // Without a type of content an address with a body is another one: what the forwarding takes.
                if (Changing.Contains(method)) request.Content = BodyFor(path);
                using var answer = await client.SendAsync(request);
                var text = await answer.Content.ReadAsStringAsync();
                Assert.True(
                    answer.StatusCode == HttpStatusCode.Forbidden && text.Contains($"\"urn:btcwatcher:{type}\""),
                    $"{method} {path} as {role}: {(int)answer.StatusCode} {text}");
                asked++;
            }
        }

        Assert.InRange(asked, 250, 1000);
    }

    [Fact]
    public async Task Changes_ForAViewer_AreOnlyHisOwnAffairs() => Assert.Equal(
        ChangesForAnybody,
        (await GuardedAsync()).Where(one => Changing.Contains(one.Method) && one.Roles.Contains(Policies.Viewer))
            .Select(one => $"{one.Method} {one.Path}").Order(StringComparer.Ordinal));

    [Fact]
    public async Task Internal_IsForServicesOnly_AndNothingElseIs() => Assert.All(
        await GuardedAsync(),
        one => Assert.Equal(one.Path.StartsWith("/internal/", StringComparison.Ordinal),
            one.Roles.Contains(Policies.Service)));

    // Those that a service behind the api serves take any method: that service checks the role again.
    private async Task<List<(string Method, string Path, IReadOnlyList<string> Roles)>> GuardedAsync()
    {
        var policies = servers.Api.Services.GetRequiredService<IAuthorizationPolicyProvider>();
        var found = new List<(string, string, IReadOnlyList<string>)>();
        foreach (var endpoint in servers.Api.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>().Where(one => one.Metadata.GetMetadata<IAllowAnonymous>() is null))
        {
            var policy = await AuthorizationPolicy.CombineAsync(
                policies, endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>())
                ?? (await policies.GetFallbackPolicyAsync())!;
            var roles = policy.Requirements.OfType<RolesAuthorizationRequirement>()
                .Select(requirement => requirement.AllowedRoles)
                .Aggregate((one, other) => one.Intersect(other)).ToList();
            var path = "/" + endpoint.RoutePattern.RawText!.Trim('/');
            found.AddRange((endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                .Select(method => (method, path, (IReadOnlyList<string>)roles)));
        }

        return found;
    }

    private static HttpContent BodyFor(string path) => path == "/api/v1/strategies/adopt"
        ? new MultipartFormDataContent { { new StringContent("{}"), "files", "config.json" } }
        : JsonContent.Create(new { });

    private static string Filled(string path) => Parameter().Replace(
        path, match => match.Value.Contains(":guid", StringComparison.Ordinal) ? Guid.Empty.ToString()
                    : match.Value.Contains("**", StringComparison.Ordinal) ? "rest/of/it" : "1");

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
