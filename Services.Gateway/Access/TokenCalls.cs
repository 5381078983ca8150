using System.Text.Json;
using BtcWatcher.Services.Gateway.Paths;

namespace BtcWatcher.Services.Gateway.Access;

/// <summary>
/// token/login and token/refresh of every instance, answered here in FreqTrade's shape: one BTC Watcher user for all.
/// The api keeps the sessions; a refresh token is its own kind, does not change and serves for nothing else.
/// </summary>
internal sealed class TokenCalls(SignInQuestions api)
{
    // 256 bits in base64url. What is no such token is not worth a question: an expired FreqUI sends "undefined".
    private const int TokenLength = 43;

    private static readonly Refusal NoPassword = new(401, "Not authenticated") { Challenge = "Basic" };
    private static readonly Refusal NoBasic = new(401, "Invalid authentication credentials") { Challenge = "Basic" };
    private static readonly Refusal Wrong = new(401, "Incorrect username or password");

    /// <summary>Null when it was answered.</summary>
    public Task<Refusal?> AnswerAsync(HttpContext context, FreqTradeCall call, int strategyId) =>
        call.Template == FreqTradeCall.TokenLogin ? LoginAsync(context, strategyId) : RefreshAsync(context);

    private async Task<Refusal?> LoginAsync(HttpContext context, int strategyId)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!BasicHeader.IsOne(header)) return NoPassword;
        if (BasicHeader.Read(header) is not var (username, password)) return NoBasic;
        var address = context.Connection.RemoteIpAddress?.ToString();
        var question = new LoginQuestion(username, password, address, strategyId);
        var agent = context.Request.Headers.UserAgent.ToString();
        var (pair, refusal) = await api.AskAsync<TokenPair>(
            "gateway/login", question, Wrong, agent, context.RequestAborted);
        return refusal ?? await WriteAsync(context, pair!);
    }

    private async Task<Refusal?> RefreshAsync(HttpContext context)
    {
        var words = context.Request.Headers.Authorization.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not [var scheme, { Length: TokenLength } token]
            || !scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return CallerCheck.BadToken;
        }

        var (access, refusal) = await api.AskAsync<AccessAnswer>(
            "gateway/refresh", new RefreshQuestion(token), CallerCheck.BadToken, null, context.RequestAborted);
        return refusal ?? await WriteAsync(context, access!);
    }

    private static async Task<Refusal?> WriteAsync<T>(HttpContext context, T answer)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(answer, Contracts.MessageJson.Options);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
        return null;
    }

    private sealed record LoginQuestion(string Username, string Password, string? Address, int StrategyId);

    private sealed record RefreshQuestion(string RefreshToken);

    private sealed record TokenPair(string AccessToken, string RefreshToken);

    private sealed record AccessAnswer(string AccessToken);
}
