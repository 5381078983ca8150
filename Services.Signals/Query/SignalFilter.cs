using System.Globalization;
using BtcWatcher.Contracts;
using BtcWatcher.ServiceDefaults.Http;
using BtcWatcher.Services.Signals.Intake;
using BtcWatcher.Services.Signals.Model;
using Microsoft.EntityFrameworkCore;

namespace BtcWatcher.Services.Signals.Query;

/// <summary>
/// What a list of signals is asked for. Lists of words are separated by commas: <c>level=strong,medium</c>.
/// </summary>
internal sealed class SignalFilter
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;
    private const string Names = "strategy_id, pair, kind, action, level, priority, from, to, after, limit, total";
    private readonly Dictionary<string, string[]> _faults = [];

    private SignalFilter()
    {
    }

    public IReadOnlyDictionary<string, string[]> Faults => _faults;
    public int? StrategyId { get; private set; }
    public string? Pair { get; private set; }
    public IReadOnlyList<SignalKind> Kinds { get; private set; } = [];
    public IReadOnlyList<SignalAction> Actions { get; private set; } = [];
    public IReadOnlyList<SignalLevel> Levels { get; private set; } = [];
    public IReadOnlyList<SignalPriority> Priorities { get; private set; } = [];
    public DateTimeOffset? From { get; private set; }
    public DateTimeOffset? To { get; private set; }
    public (DateTimeOffset EventTime, Guid Key)? After { get; private set; }
    public int Limit { get; private set; } = DefaultLimit;
    public bool Total { get; private set; } = true;

    public static SignalFilter Read(IQueryCollection query)
    {
        var filter = new SignalFilter();
        foreach (var (name, values) in query)
        {
            filter.Take(name, values.ToString().Trim());
        }

        return filter;
    }

    /// <summary>The signals that the filter lets through, without order and page.</summary>
    public IQueryable<SignalRow> Apply(IQueryable<SignalRow> rows)
    {
        rows = StrategyId is { } strategy ? rows.Where(row => row.StrategyId == strategy) : rows;
        rows = Pair is { } pair ? rows.Where(row => row.Pair == pair) : rows;
        rows = From is { } from ? rows.Where(row => row.EventTime >= from) : rows;
        rows = To is { } to ? rows.Where(row => row.EventTime < to) : rows;
        rows = Actions is { Count: > 0 } actions ? rows.Where(row => actions.Contains(row.Action)) : rows;
        // One value as an equation: only then an index gives the order too.
        rows = Kinds switch
        {
            [] => rows,
            [var kind] => rows.Where(row => row.Kind == kind),
            var kinds => rows.Where(row => kinds.Contains(row.Kind)),
        };
        return AllLevels() switch
        {
            null => rows,
            [var level] => rows.Where(row => row.Level == level),
            var levels => rows.Where(row => levels.Contains(row.Level)),
        };
    }

    /// <summary>One page, newest first, and one row more when there is a next page.</summary>
    public IQueryable<SignalRow> Page(IQueryable<SignalRow> rows)
    {
        if (After is { } after)
        {
            rows = rows.Where(row => EF.Functions.LessThan(
                ValueTuple.Create(row.EventTime, row.Key), ValueTuple.Create(after.EventTime, after.Key)));
        }

        return rows.OrderByDescending(row => row.EventTime).ThenByDescending(row => row.Key).Take(Limit + 1);
    }

    public static string CursorOf(SignalRow row) =>
        Cursor.Encode(string.Create(CultureInfo.InvariantCulture, $"{row.EventTime.UtcTicks}.{row.Key:N}"));

    // A priority is a level by another name; asked for both, a signal must have both.
    private List<SignalLevel>? AllLevels()
    {
        if (Levels.Count == 0 && Priorities.Count == 0)
        {
            return null;
        }

        var byPriority = Priorities.Select(priority => (SignalLevel)(int)priority);
        return [.. Levels.Count == 0 ? byPriority : Priorities.Count == 0 ? Levels : Levels.Intersect(byPriority)];
    }

    private void Take(string name, string text)
    {
        switch (name)
        {
            case "strategy_id": StrategyId = Number(name, text, 1, int.MaxValue); break;
            case "pair": Pair = text; break;
            case "kind": Kinds = Words<SignalKind>(name, text); break;
            case "action": Actions = Words<SignalAction>(name, text); break;
            case "level": Levels = Words<SignalLevel>(name, text); break;
            case "priority": Priorities = Words<SignalPriority>(name, text); break;
            case "from": From = Time(name, text); break;
            case "to": To = Time(name, text); break;
            case "after": After = Key(name, text); break;
            case "limit": Limit = Number(name, text, 1, MaxLimit) ?? DefaultLimit; break;
            case "total": Total = Flag(name, text); break;
            default:
                _faults[name] = ["is not a filter; there are " + Names];
                break;
        }
    }

    private int? Number(string name, string text, int least, int most)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
        {
            return number;
        }

        _faults[name] = [$"must be a whole number from {least} to {most}"];
        return null;
    }

    private List<T> Words<T>(string name, string text)
        where T : struct, Enum
    {
        var words = new List<T>();
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            // Enum.TryParse takes numbers too.
            if (word.Length > 0 && char.IsLetter(word[0]) && Enum.TryParse<T>(word, ignoreCase: true, out var value))
            {
                words.Add(value);
                continue;
            }

            var upper = typeof(T) == typeof(SignalPriority);
            var allowed = Enum.GetNames<T>().Select(one => upper ? one.ToUpperInvariant() : one.ToLowerInvariant());
            _faults[name] = [$"must be one or more of {string.Join(", ", allowed)}"];
        }

        return words;
    }

    private DateTimeOffset? Time(string name, string text)
    {
        var time = WebhookFields.ReadTime(text);
        if (time is null)
        {
            _faults[name] = ["must be a time such as 2026-11-22T06:30:00Z"];
        }

        return time;
    }

    private bool Flag(string name, string text)
    {
        if (bool.TryParse(text, out var flag))
        {
            return flag;
        }

        _faults[name] = ["must be true or false"];
        return true;
    }

    private (DateTimeOffset, Guid)? Key(string name, string text)
    {
        if (Cursor.Decode(text)?.Split('.') is [var ticks, var key]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            && time <= DateTime.MaxValue.Ticks && Guid.TryParseExact(key, "N", out var id))
        {
            return (new DateTimeOffset(time, TimeSpan.Zero), id);
        }

        _faults[name] = ["must be the \"next\" of an earlier answer"];
        return null;
    }
}
