using BtcWatcher.Simulator.Python;

namespace BtcWatcher.Simulator.Api;

/// <summary>What FastAPI answers: a status, JSON (or plain text) and perhaps a challenge.</summary>
internal sealed record ApiResult(int Status, object? Json, string? Text = null, string? Challenge = null)
{
    public static ApiResult Ok(object? json) => new(200, json);

    public static ApiResult Detail(int status, string detail, string? challenge = null) =>
        new(status, new PyDict { ["detail"] = detail }, Challenge: challenge);

    /// <summary>An error of the bot itself (RPCException).</summary>
    public static ApiResult Rpc(string path, string message) =>
        new(502, new PyDict { ["error"] = $"Error querying {path}: {message}" });

    public static ApiResult Invalid(string type, object?[] at, string message, object? input, PyDict? context = null)
    {
        var error = new PyDict { ["type"] = type, ["loc"] = at.ToList(), ["msg"] = message, ["input"] = input };
        if (context is not null)
        {
            error["ctx"] = context;
        }

        return new(422, new PyDict { ["detail"] = new List<object?> { error } });
    }
}

/// <summary>RPCException of FreqTrade: becomes a 502.</summary>
internal sealed class RpcException(string message) : Exception(message);

/// <summary>FastAPI's HTTPException or a request that does not validate.</summary>
internal sealed class ApiException(ApiResult result)
    : Exception(result.Status.ToString(System.Globalization.CultureInfo.InvariantCulture))
{
    public ApiResult Result { get; } = result;
}
