using System.Text.Json.Nodes;
using BtcWatcher.Services.Api.Audit;

namespace BtcWatcher.Services.Api.Strategies.Drafts;

/// <summary>What somebody is writing: one user's, judged only when it is published.</summary>
internal sealed class SavedDraft
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }

    /// <summary>What it would change; null for a new strategy.</summary>
    public int? StrategyId { get; init; }

    /// <summary>The version of it that was there when the draft was begun.</summary>
    public int? BaseVersion { get; set; }

    /// <summary>Grows with every save: who saves names the one he has seen.</summary>
    public required int Revision { get; set; }

    /// <summary>As the content has it, for lists.</summary>
    public string? Name { get; set; }

    /// <summary>A JSON object, as it was sent.</summary>
    public required string Content { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    public AuditTarget AsTarget() => new("draft", Id.ToString(), Name);

    /// <summary>The name in a draft's content; anything may be there.</summary>
    public static string? NameOf(JsonObject content) =>
        content["name"] is JsonValue value && value.TryGetValue<string>(out var name)
        && !name.Contains('\0', StringComparison.Ordinal) ? name[..Math.Min(name.Length, 100)] : null;
}

/// <summary>A draft in a list.</summary>
internal record DraftItem(
    Guid DraftId, int? StrategyId, int? BaseVersion, string? Name, int Revision, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt, DateTimeOffset ExpiresAt)
{
    public static DraftItem Of(SavedDraft draft) => new(
        draft.Id, draft.StrategyId, draft.BaseVersion, draft.Name, draft.Revision, draft.CreatedAt, draft.UpdatedAt,
        draft.UpdatedAt + SavedDraft.Lifetime);
}

/// <summary>A draft with what was written.</summary>
internal sealed record DraftDetail(DraftItem Draft, JsonObject Content);

/// <summary>Beginning a draft: of a new strategy, or of changes to a present one.</summary>
internal sealed record NewDraftRequest(int? StrategyId, JsonObject? Content);

/// <summary>Saving a draft over the revision that was last seen.</summary>
internal sealed record SaveDraftRequest(int? Revision, JsonObject? Content);

/// <summary>Publishing a draft; overwrite: also over a version made by somebody else meanwhile.</summary>
internal sealed record PublishDraftRequest(string? Note, bool? Overwrite);

/// <summary>What became of a published draft.</summary>
internal sealed record DraftPublished(int StrategyId, string Status, int VersionNumber);
