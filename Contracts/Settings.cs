namespace BtcWatcher.Contracts;

/// <summary>The settings have a new version; receivers fetch them from the api. Key: version.</summary>
public sealed record SettingsChanged
{
    public required string Name { get; init; }
    public required long Version { get; init; }
}

/// <summary>A session's tokens are refused from now on, everywhere. Key: session.</summary>
public sealed record SessionRevoked
{
    public required Guid SessionId { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>The api signs with another key; receivers fetch the public keys again. Key: key id.</summary>
public sealed record SigningKeyChanged
{
    public required string KeyId { get; init; }
}
