using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Api.Strategies;

/// <summary>A strategy: what changes. What runs is in its versions.</summary>
internal sealed class Strategy
{
    public const int MaxStrategies = 999;

    /// <summary>From 1 upwards, never given twice: it is in paths and ports.</summary>
    public required int Id { get; init; }
    public required string Name { get; set; }
    public required string StrategyClass { get; set; }
    public required int CurrentVersion { get; set; }

    /// <summary>Grows with every change that other services hear of.</summary>
    public required long Revision { get; set; }
    public DesiredState DesiredState { get; set; }

    /// <summary>The version that its instance runs, or would run.</summary>
    public required int DesiredVersion { get; set; }
    public int RestartNonce { get; set; }
    public int WebhookEpoch { get; init; } = 1;
    public required string[] Tags { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }

    public void Start()
    {
        DesiredState = DesiredState.Running;
        DesiredVersion = CurrentVersion;
    }

    public void Stop() => DesiredState = DesiredState.Stopped;

    public void Restart()
    {
        Start();
        RestartNonce++;
    }

    /// <summary>The command that makes the world as a person asked for.</summary>
    public SetDesiredState ToCommand() => new()
    {
        StrategyId = Id,
        Revision = Revision,
        State = DesiredState,
        Version = DesiredVersion,
        RestartNonce = RestartNonce,
        Deleted = DeletedAt is not null,
    };
}

/// <summary>One version of a strategy; a row is never changed.</summary>
internal sealed class StrategyVersion
{
    public required int StrategyId { get; init; }
    public required int Number { get; init; }
    public required string Label { get; init; }

    /// <summary>The <see cref="StrategyDefinition"/> without its files.</summary>
    public required string Definition { get; init; }

    /// <summary>Relative name to text.</summary>
    public required string Files { get; init; }
    public Guid? AuthorId { get; init; }

    /// <summary>Why it was made, in its author's words.</summary>
    public string? Note { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>What a creating request with an Idempotency-Key was answered.</summary>
internal sealed class IdempotentAnswer
{
    public required Guid UserId { get; init; }
    public required string Key { get; init; }
    public required byte[] RequestHash { get; init; }
    public required int Status { get; init; }
    public required string Body { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
