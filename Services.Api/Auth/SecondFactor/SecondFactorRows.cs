namespace BtcWatcher.Services.Api.Auth.SecondFactor;

/// <summary>A user's second factor; without ConfirmedAt it is only being set up.</summary>
internal sealed class UserSecondFactor
{
    public required Guid UserId { get; init; }

    /// <summary>Base64, sealed with the installation's key.</summary>
    public required string SecretSealed { get; set; }
    public required DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>Of the last code that was taken: neither it nor an older one is taken again.</summary>
    public long LastStep { get; set; }
}

/// <summary>Stands once for a code of a lost phone; only the hash is kept.</summary>
internal sealed class RecoveryCode
{
    public required byte[] Hash { get; init; }
    public required Guid UserId { get; init; }
    public DateTimeOffset? UsedAt { get; set; }
}
