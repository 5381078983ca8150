using System.Diagnostics;
using System.Security.Claims;
using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.Services.Api.Auth;
using BtcWatcher.Services.Api.Database;
using Microsoft.IdentityModel.JsonWebTokens;

namespace BtcWatcher.Services.Api.Audit;

/// <summary>Writes the audit log: beside the change it tells of, in the same transaction.</summary>
internal sealed class AuditTrail(IHttpContextAccessor http, TimeProvider clock)
{
    private const int LongestText = 200;

    /// <summary>Who asks now.</summary>
    public AuditActor Actor => http.HttpContext is { } context ? Caller(context.User) : AuditActor.System;

    /// <summary>Adds the entry to what the context saves next. Before and after must be free of secrets.</summary>
    public void Add(
        ApiDbContext db, string action, AuditTarget? target = null, object? before = null, object? after = null,
        AuditActor? actor = null)
    {
        var context = http.HttpContext;
        actor ??= Actor;
        var now = clock.GetUtcNow();
        db.AuditLog.Add(new()
        {
            Id = Guid.CreateVersion7(now),
            At = now,
            Actor = Short(actor.Name)!,
            ActorId = actor.Id,
            Credential = actor.Credential,
            CredentialId = actor.CredentialId,
            Address = Short(actor.Address ?? context?.Address()),
            UserAgent = Short(context?.Request.Headers.UserAgent.ToString()),
            Action = action,
            TargetKind = target?.Kind,
            TargetId = Short(target?.Id),
            Target = Short(target?.Name),
            Before = Json(before),
            After = Json(after),
            CorrelationId = Activity.Current?.TraceId.ToString() ?? context?.TraceIdentifier,
        });
    }

    private static AuditActor Caller(ClaimsPrincipal user)
    {
        var name = user.FindFirstValue(TokenClaims.Name);
        var subject = user.FindFirstValue(JwtRegisteredClaimNames.Sub);
        if (user.IsInRole(Policies.Service)) return new(subject ?? Policies.Service, Credential: Policies.Service);
        if (name is null) return new("unknown");
        var credential = user.IsApiKey() ? "api_key" : "session";
        return new(name, Id(subject), credential, Id(user.FindFirstValue(TokenClaims.Session)));
    }

    private static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;

    // Control characters would let a header forge lines for whoever reads the log in a terminal.
    private static string? Short(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        var clean = string.Concat(text.Take(LongestText).Select(one => char.IsControl(one) ? ' ' : one));
        return char.IsHighSurrogate(clean[^1]) ? clean[..^1] : clean;
    }

    private static string? Json(object? value) =>
        value is null ? null : JsonSerializer.Serialize(value, value.GetType(), MessageJson.Options);
}
