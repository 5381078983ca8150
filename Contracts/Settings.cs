namespace BtcWatcher.Contracts;

/// <summary>The settings have a new version; receivers fetch them from the api. Key: version.</summary>
public sealed record SettingsChanged
{
    public required string Name { get; init; }
    public required long Version { get; init; }
}

/// <summary>
/// What was opened under this id is refused from now on, everywhere, and what is remembered of passwords and API keys
/// is forgotten. Key: session_id.
/// </summary>
public sealed record SessionRevoked
{
    /// <summary>Of a session, of an API key, or of a user whose password, role or state was changed.</summary>
    public required Guid SessionId { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>The api signs with another key; receivers fetch the public keys again. Key: key id.</summary>
public sealed record SigningKeyChanged
{
    public required string KeyId { get; init; }
}
