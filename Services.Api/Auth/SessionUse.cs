using System.Collections.Concurrent;
using System.Security.Claims;
using BtcWatcher.ServiceDefaults.Auth;
using BtcWatcher.ServiceDefaults.Messaging;
using Npgsql;

namespace BtcWatcher.Services.Api.Auth;

/// <summary>When sessions were last used: kept in memory, written twice a minute for all of them together.</summary>
internal sealed class SessionUse(NpgsqlDataSource database, TimeProvider clock, ILogger<SessionUse> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _seen = new();

    public void Note(ClaimsPrincipal caller)
    {
        if (!caller.IsApiKey() && Guid.TryParse(caller.FindFirstValue(TokenClaims.Session), out var session))
        {
            _seen[session] = clock.GetUtcNow();
        }
    }

    /// <summary>The later of what is stored and what this process saw since.</summary>
    public DateTimeOffset LastOf(Session session) =>
        _seen.TryGetValue(session.Id, out var seen) && seen > session.LastUsedAt ? seen : session.LastUsedAt;

    public async Task WriteAsync(CancellationToken ct)
    {
        var batch = _seen.ToArray();
        if (batch.Length == 0) return;
        await using var command = database.CreateCommand(
            """
            update sessions set last_used_at = used.at
            from unnest($1, $2) as used (id, at)
            where sessions.id = used.id and sessions.last_used_at < used.at
            """);
        command.Parameters.Add(new() { Value = batch.Select(pair => pair.Key).ToArray() });
        command.Parameters.Add(new() { Value = batch.Select(pair => pair.Value.UtcDateTime).ToArray() });
        await command.ExecuteNonQueryAsync(ct);
        // Only what has not been used again meanwhile.
        foreach (var pair in batch) _seen.TryRemove(pair);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await WriteAsync(stoppingToken);
            }
            catch (Exception fault) when (TransientFaults.Is(fault) && !stoppingToken.IsCancellationRequested)
            {
                Log.SessionUseDelayed(logger, fault.Message);
            }
        }
    }
}

/// <summary>Notes the session of every request that was let in.</summary>
internal sealed class SessionUseNote(RequestDelegate next, SessionUse use)
{
    public Task InvokeAsync(HttpContext context)
    {
        use.Note(context.User);
        return next(context);
    }
}
