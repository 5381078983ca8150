namespace BtcWatcher.Services.Api.Audit;

/// <summary>Who did what to what, and from where. Written once, never changed.</summary>
internal sealed class AuditEntry
{
    /// <summary>UUIDv7: the order of the ids is the order of time.</summary>
    public required Guid Id { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// The user's name; "system" when nobody asked, "unknown" for a login of a user that does not exist.
    /// </summary>
    public required string Actor { get; init; }
    public Guid? ActorId { get; init; }

    /// <summary>By what the actor was known: session, api_key, password, service or host.</summary>
    public string? Credential { get; init; }

    /// <summary>The session or API key.</summary>
    public Guid? CredentialId { get; init; }
    public string? Address { get; init; }
    public string? UserAgent { get; init; }

    /// <summary>One of <see cref="AuditActions"/>.</summary>
    public required string Action { get; init; }
    public string? TargetKind { get; init; }
    public string? TargetId { get; init; }
    public string? Target { get; init; }

    /// <summary>JSON of what is changed, without secrets.</summary>
    public string? Before { get; init; }
    public string? After { get; init; }

    /// <summary>The trace_id of the answer.</summary>
    public string? CorrelationId { get; init; }
}

/// <summary>What an entry tells of: kind (user, strategy...), number or id, and name.</summary>
internal sealed record AuditTarget(string Kind, string? Id = null, string? Name = null);

/// <summary>An actor whom the request's own token does not tell.</summary>
internal sealed record AuditActor(
    string Name, Guid? Id = null, string? Credential = null, Guid? CredentialId = null, string? Address = null)
{
    public static AuditActor System { get; } = new("system");

    /// <summary>Whoever has a shell on the machine.</summary>
    public static AuditActor Host { get; } = new("host", Credential: "host");
}
