using System.Net;
using System.Text.Json;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Messaging;

namespace BtcWatcher.Services.Gateway.Access;

/// <summary>Asks the api about a caller; a refusal is what the caller is answered.</summary>
internal sealed class SignInQuestions(IHttpClientFactory clients, ILogger<SignInQuestions> logger)
{
    /// <param name="path">Below /internal/auth.</param>
    /// <param name="question">Its body.</param>
    /// <param name="wrong">The answer to a caller whom the api does not know.</param>
    /// <param name="userAgent">The caller's, for the session that is opened and for the audit log.</param>
    /// <param name="ct">Ends the wait for the api.</param>
    public async Task<(T? Answer, Refusal? Refusal)> AskAsync<T>(
        string path, object question, Refusal wrong, string? userAgent, CancellationToken ct)
        where T : class
    {
        try
        {
            using var api = clients.CreateClient("api");
            using var request = new HttpRequestMessage(HttpMethod.Post, "/internal/auth/" + path);
            request.Content = JsonContent.Create(question, question.GetType(), options: MessageJson.Options);
            if (userAgent is not null) request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
            using var answer = await api.SendAsync(request, ct);
            return answer.IsSuccessStatusCode
                ? (await answer.Content.ReadFromJsonAsync<T>(MessageJson.Options, ct), null)
                : (null, await RefuseAsync(answer, wrong, ct));
        }
        catch (Exception fault) when (TransientFaults.Is(fault) && !ct.IsCancellationRequested)
        {
            Log.SignInUnavailable(logger, fault.Message);
            return (null, Unavailable("it does not answer"));
        }
    }

    private static async Task<Refusal> RefuseAsync(HttpResponseMessage answer, Refusal wrong, CancellationToken ct)
    {
        var wait = (int)(answer.Headers.RetryAfter?.Delta?.TotalSeconds ?? 60);
        return answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest => wrong,
            // The password is right, but not enough: the api says what is.
            HttpStatusCode.Forbidden => new(403, await DetailAsync(answer, ct)),
            HttpStatusCode.TooManyRequests =>
                new(429, "Too many wrong passwords; this account waits.") { RetryAfter = wait },
            _ => Unavailable($"it answered {(int)answer.StatusCode}"),
        };
    }

    private static async Task<string> DetailAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        using var problem = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(ct), default, ct);
        return problem.RootElement.GetProperty("detail").GetString()!;
    }

    private static Refusal Unavailable(string why) =>
        new(503, $"The password cannot be checked by the api now: {why}.") { RetryAfter = 5 };
}
