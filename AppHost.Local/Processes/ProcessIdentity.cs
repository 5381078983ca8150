using System.Globalization;

namespace BtcWatcher.AppHost.Local.Processes;

/// <summary>
/// A process, told apart from a later one with the same number by its start time (clock ticks after boot).
/// </summary>
internal sealed record ProcessIdentity(int Pid, long StartTicks)
{
    public bool IsAlive => Of(Pid) is { } now && now.StartTicks == StartTicks;

    /// <summary>The living process of that number; null when there is none or it is a zombie.</summary>
    public static ProcessIdentity? Of(int pid)
    {
        var fields = StatFields(pid);
        return fields is null || fields[0] is "Z" or "X"
            ? null
            : new ProcessIdentity(pid, long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    /// <summary>The number of the parent; 0 when the process is gone.</summary>
    public static int ParentOf(int pid) => Field(pid, 1);

    /// <summary>The number of the process group; 0 when the process is gone.</summary>
    public static int GroupOf(int pid) => Field(pid, 2);

    private static int Field(int pid, int index) =>
        StatFields(pid) is { } fields ? int.Parse(fields[index], CultureInfo.InvariantCulture) : 0;

    // Fields of /proc/PID/stat from the state on: a program's name may hold blanks and brackets.
    private static string[]? StatFields(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
