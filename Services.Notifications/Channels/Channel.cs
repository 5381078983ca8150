using System.Text.Json.Serialization;
using BtcWatcher.Contracts;

namespace BtcWatcher.Services.Notifications.Channels;

internal enum ChannelKind { Webhook, Email }

internal enum ChannelLanguage
{
    [JsonStringEnumMemberName("en")] English,
    [JsonStringEnumMemberName("zh-CN")] Chinese,
}

internal enum TemplateKind { Short, Detailed }

/// <summary>What a notification is about.</summary>
internal enum NotificationKind { Signal, Trade, Status, Alert, Digest, Test }

/// <summary>A way to reach a person or a program, and what it is used for.</summary>
internal sealed class Channel
{
    public required Guid Id { get; init; }
    public required string Name { get; set; }
    public required ChannelKind Kind { get; init; }
    public bool Enabled { get; set; } = true;
    public ChannelLanguage Language { get; set; }
    public TemplateKind Template { get; set; }

    /// <summary>Weakest level of a signal that is told.</summary>
    public SignalLevel MinLevel { get; set; } = SignalLevel.Weak;

    /// <summary>Empty means all; the same for kinds and strategies.</summary>
    public List<SignalPriority> Priorities { get; set; } = [];
    public List<NotificationKind> Kinds { get; set; } = [];
    public List<int> Strategies { get; set; } = [];

    /// <summary>False: every matching event is sent when it happens, without limits, batches and time slots.</summary>
    public bool Limited { get; set; } = true;

    /// <summary>True for the inbox that comes with a simulated installation.</summary>
    public bool BuiltIn { get; init; }

    /// <summary>
    /// The <see cref="WebhookConfig"/> or <see cref="EmailConfig"/>, sealed with the installation's key.
    /// </summary>
    public required string ConfigSealed { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
}
