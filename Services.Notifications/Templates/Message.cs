namespace BtcWatcher.Services.Notifications.Templates;

/// <summary>What a person reads: one line, and the text below it.</summary>
internal sealed record Message(string Title, string Body);
