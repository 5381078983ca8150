using Microsoft.AspNetCore.Mvc;

namespace BtcWatcher.Services.Api.Audit;

/// <summary>Which entries: all conditions must hold.</summary>
internal sealed record AuditQuery
{
    /// <summary>Name of the user.</summary>
    [FromQuery(Name = "actor")] public string? Actor { get; init; }

    /// <summary>A whole name, such as user.created, or its first part, such as user.</summary>
    [FromQuery(Name = "action")] public string? Action { get; init; }
    [FromQuery(Name = "target_kind")] public string? TargetKind { get; init; }
    [FromQuery(Name = "target_id")] public string? TargetId { get; init; }
    [FromQuery(Name = "address")] public string? Address { get; init; }
    [FromQuery(Name = "correlation_id")] public string? CorrelationId { get; init; }
    [FromQuery(Name = "from")] public DateTimeOffset? From { get; init; }

    /// <summary>Up to and without it.</summary>
    [FromQuery(Name = "to")] public DateTimeOffset? To { get; init; }

    public (string Field, string WhatToDo)? Error()
    {
        (string Name, string? Value)[] texts =
        [
            ("actor", Actor), ("action", Action), ("target_kind", TargetKind), ("target_id", TargetId),
            ("address", Address), ("correlation_id", CorrelationId),
        ];
        foreach (var (name, value) in texts)
        {
            if (value?.Any(char.IsControl) is true) return (name, "Remove the control characters.");
        }

        return From >= To ? ("to", "Use a time after from.") : null;
    }

    public IQueryable<AuditEntry> Apply(IQueryable<AuditEntry> rows)
    {
        if (!string.IsNullOrEmpty(Actor)) rows = rows.Where(row => row.Actor == Actor);
        if (!string.IsNullOrEmpty(Action))
        {
            var prefix = Action.TrimEnd('.') + ".";
            rows = rows.Where(row => row.Action == Action || row.Action.StartsWith(prefix));
        }

        if (!string.IsNullOrEmpty(TargetKind)) rows = rows.Where(row => row.TargetKind == TargetKind);
        if (!string.IsNullOrEmpty(TargetId)) rows = rows.Where(row => row.TargetId == TargetId);
        if (!string.IsNullOrEmpty(Address)) rows = rows.Where(row => row.Address == Address);
        if (!string.IsNullOrEmpty(CorrelationId)) rows = rows.Where(row => row.CorrelationId == CorrelationId);
        if (From is { } from) rows = rows.Where(row => row.At >= from.ToUniversalTime());
        return To is { } to ? rows.Where(row => row.At < to.ToUniversalTime()) : rows;
    }
}
