namespace BtcWatcher.ServiceDefaults.Auth;

/// <summary>Who may call an endpoint. An endpoint that names none needs any valid user token.</summary>
public static class Policies
{
    public const string Viewer = "viewer";
    public const string Operator = "operator";
    public const string Admin = "admin";

    /// <summary>Only other services of this installation.</summary>
    public const string Service = "service";
}

/// <summary>Claim names of the tokens.</summary>
public static class TokenClaims
{
    public const string UserIssuer = "btcwatcher";
    public const string UserAudience = "btcwatcher";
    public const string ServiceIssuer = "btcwatcher-service";
    public const string Name = "name";
    public const string Role = "role";

    /// <summary>Session id; of an API key the key's id.</summary>
    public const string Session = "sid";

    /// <summary>Id of the API key that stands for the user here; absent with a login's token.</summary>
    public const string ApiKey = "api_key";

    /// <summary>The audience of a user's token that only this one service takes.</summary>
    public static string AudienceOf(string service) => $"{UserAudience}-{service}";
}
