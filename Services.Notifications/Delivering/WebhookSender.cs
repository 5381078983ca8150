using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BtcWatcher.Contracts;
using BtcWatcher.Services.Notifications.Channels;
using BtcWatcher.Services.Notifications.Inbox;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Notifications.Delivering;

/// <summary>
/// Posts JSON. With an HMAC secret the header X-BtcWatcher-Signature is
/// t=UNIX,v1=hex(HMAC-SHA256(secret, t + "." + body)).
/// X-BtcWatcher-Notification is the same at every attempt, so that a receiver can tell repetitions.
/// </summary>
internal sealed class WebhookSender(
    IHttpClientFactory clients, ChannelVault vault, InboxAddress inbox, IOptionsMonitor<NotificationsOptions> options,
    TimeProvider clock) : IChannelSender
{
    public const string ClientName = "channel-webhook";
    private const int AnswerLength = 300;

    public ChannelKind Kind => ChannelKind.Webhook;

    public async Task<Outcome> SendAsync(Channel channel, Outgoing outgoing, CancellationToken ct)
    {
        var config = vault.Webhook(channel);
        var address = config.Url is { } url ? new Uri(url) : inbox.Current;
        if (address is null) return Outcome.TryAgain("This service does not listen yet.");
        using var request = Request(address, config, outgoing);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(options.CurrentValue.SendTimeout);
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response =
                await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            return Judge(response, await BeginningAsync(response, timeout.Token), clock.GetUtcNow());
        }
        catch (HttpRequestException fault)
        {
            var never =
                fault.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError;
            return Outcome.TryAgain($"{address.Authority}: {fault.Message}", uncertain: !never);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Outcome.TryAgain(
                $"{address.Authority}: no answer in {options.CurrentValue.SendTimeout}", uncertain: true);
        }
    }

    public static Outcome Judge(HttpResponseMessage response, string beginning, DateTimeOffset now)
    {
        var answer = $"HTTP {(int)response.StatusCode}" + (beginning.Length > 0 ? $": {beginning}" : "");
        if (response.IsSuccessStatusCode) return Outcome.Delivered(answer);
        return response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
            or (HttpStatusCode)425 or >= HttpStatusCode.InternalServerError
            ? Outcome.TryAgain(answer, retryAfter: Wait(response.Headers.RetryAfter, now))
            : Outcome.Refused(answer);
    }

    private static TimeSpan? Wait(RetryConditionHeaderValue? header, DateTimeOffset now) =>
        header?.Delta ?? header?.Date - now;

    private HttpRequestMessage Request(Uri address, WebhookConfig config, Outgoing outgoing)
    {
        var body = Body(outgoing);
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-BtcWatcher-Notification", outgoing.Id.ToString());
        // The client makes no span of its own: it would carry the address, and addresses of webhooks hold secrets.
        if (Activity.Current?.Id is { } trace) request.Headers.Add("traceparent", trace);
        if (config.HeaderName is { } name) request.Headers.TryAddWithoutValidation(name, config.HeaderValue);
        if (config.HmacSecret is { } secret)
        {
            request.Headers.Add("X-BtcWatcher-Signature", Sign(secret, body, clock.GetUtcNow()));
        }

        return request;
    }

    public static string Sign(string secret, string body, DateTimeOffset now)
    {
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}"));
        return $"t={time},v1={Convert.ToHexStringLower(mac)}";
    }

    private static string Body(Outgoing outgoing) => JsonSerializer.Serialize(
        new
        {
            outgoing.Id, outgoing.Kind, outgoing.Priority, outgoing.Message.Title, outgoing.Message.Body,
            outgoing.Simulated, outgoing.MaybeTwice, outgoing.CreatedAt,
            Data = outgoing.Payload is { } payload ? JsonNode.Parse(payload) : null,
        },
        MessageJson.Options);

    private static async Task<string> BeginningAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[AnswerLength];
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return Encoding.UTF8.GetString(buffer, 0, read).ReplaceLineEndings(" ").Replace('\0', ' ').Trim();
    }
}
