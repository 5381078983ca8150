using System.Text.Json;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Api.Auth;
using BtcWatcher.Services.Api.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Api.Audit;

/// <summary>One line of the audit log.</summary>
internal sealed record AuditItem(
    Guid Id, DateTimeOffset At, string Actor, Guid? ActorId, string? Credential, Guid? CredentialId, string? Address,
    string? UserAgent, string Action, string? TargetKind, string? TargetId, string? Target, JsonElement? Before,
    JsonElement? After, string? CorrelationId);

/// <summary>GET /api/v1/audit</summary>
internal static class AuditEndpoints
{
    private const int MaxLimit = 500;

    public static void MapAudit(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/audit", ListAsync)
        .RequireAuthorization(Policies.Admin).WithTags("Audit").WithName("ListAudit");

    private static async Task<Results<Ok<Page<AuditItem>>, ProblemHttpResult>> ListAsync(
        [AsParameters] AuditQuery query, ApiDbContext db, CancellationToken ct, string? after = null,
        int limit = 100, bool total = true)
    {
        var last = Guid.Empty;
        if (after is not null && !Guid.TryParse(Cursor.Decode(after), out last))
        {
            return AuthProblems.Invalid("after", "Use the cursor that the page before gave as next.");
        }

        if (limit is < 1 or > MaxLimit) return AuthProblems.Invalid("limit", $"Use 1 to {MaxLimit}.");
        if (query.Error() is { } error) return AuthProblems.Invalid(error.Field, error.WhatToDo);

        var rows = query.Apply(db.AuditLog.AsNoTracking());
        long? count = total ? await rows.LongCountAsync(ct) : null;
        if (after is not null) rows = rows.Where(row => row.Id < last);
        var page = await rows.OrderByDescending(row => row.Id).Take(limit + 1).ToListAsync(ct);
        return TypedResults.Ok(new Page<AuditItem>(
            page.Take(limit).Select(ToItem).ToList(),
            page.Count > limit ? Cursor.Encode(page[limit - 1].Id.ToString()) : null,
            count));
    }

    private static AuditItem ToItem(AuditEntry row) => new(
        row.Id, row.At, row.Actor, row.ActorId, row.Credential, row.CredentialId, row.Address, row.UserAgent,
        row.Action, row.TargetKind, row.TargetId, row.Target, Parse(row.Before), Parse(row.After), row.CorrelationId);

    private static JsonElement? Parse(string? json) =>
        json is null ? null : JsonSerializer.Deserialize<JsonElement>(json);
}
