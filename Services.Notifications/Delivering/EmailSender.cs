using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using System.Text;
using BtcWatcher.Services.Notifications.Channels;
using Microsoft.Extensions.Options;

namespace BtcWatcher.Services.Notifications.Delivering;

/// <summary>Sends plain text over SMTP. The Message-ID is the same at every attempt.</summary>
internal sealed class EmailSender(ChannelVault vault, IOptionsMonitor<NotificationsOptions> options) : IChannelSender
{
    public ChannelKind Kind => ChannelKind.Email;

    public async Task<Outcome> SendAsync(Channel channel, Outgoing outgoing, CancellationToken ct)
    {
        var config = vault.Email(channel);
        using var mail = Mail(config, outgoing);
        using var client = Client(config);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(options.CurrentValue.SendTimeout);
        try
        {
            await client.SendMailAsync(mail, timeout.Token);
            return Outcome.Delivered($"SMTP 250: taken by {config.Host}:{config.Port}");
        }
        catch (SmtpFailedRecipientsException some) when (some.InnerExceptions.Length < mail.To.Count)
        {
            return Outcome.Delivered(
                $"SMTP 250, but not for {string.Join(", ", some.InnerExceptions.Select(Describe))}");
        }
        catch (SmtpException fault)
        {
            return Judge(fault, config);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Outcome.TryAgain(
                $"{config.Host}:{config.Port}: no answer in {options.CurrentValue.SendTimeout}", uncertain: true);
        }
    }

    private static Outcome Judge(SmtpException fault, EmailConfig config)
    {
        var code = (int)fault.StatusCode;
        if (code >= 500) return Outcome.Refused(Describe(fault));
        if (code > 0) return Outcome.TryAgain(Describe(fault));

        // No reply code: the connection failed. Only when it was never there is it certain that nothing was taken.
        var refused = Causes(fault).OfType<SocketException>().Any(socket => socket.SocketErrorCode
            is SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.NetworkUnreachable
            or SocketError.HostUnreachable or SocketError.TryAgain);
        var reason = Causes(fault).Last().Message;
        return Outcome.TryAgain($"{config.Host}:{config.Port}: {fault.Message} {reason}", uncertain: !refused);
    }

    private static IEnumerable<Exception> Causes(Exception fault)
    {
        for (var current = fault; current is not null; current = current.InnerException!) yield return current;
    }

    private static string Describe(SmtpException fault) => fault is SmtpFailedRecipientException recipient
        ? $"{recipient.FailedRecipient}: SMTP {(int)fault.StatusCode} {fault.Message}"
        : $"SMTP {(int)fault.StatusCode}: {fault.Message}";

    private static SmtpClient Client(EmailConfig config) => new(config.Host, config.Port)
    {
        EnableSsl = config.Starttls,
        UseDefaultCredentials = false,
        Credentials = config.Username is { } user ? new NetworkCredential(user, config.Password) : null,
    };

    private static MailMessage Mail(EmailConfig config, Outgoing outgoing)
    {
        var mail = new MailMessage
        {
            From = new MailAddress(config.From),
            Subject = outgoing.Message.Title.ReplaceLineEndings(" "),
            SubjectEncoding = Encoding.UTF8,
            Body = outgoing.Message.Body,
            BodyEncoding = Encoding.UTF8,
        };
        foreach (var address in config.To) mail.To.Add(new MailAddress(address));
        mail.Headers.Add("Message-ID", $"<{outgoing.Id}@btcwatcher>");
        if (outgoing.Simulated) mail.Headers.Add("X-BtcWatcher-Simulated", "true");
        return mail;
    }
}
