namespace BtcWatcher.Services.Api.Strategies.Versions;

/// <summary>Which lines two texts have in common (Myers, "An O(ND) Difference Algorithm", 1986).</summary>
internal static class LineMatch
{
    /// <summary>
    /// Beyond so many lines added and removed everything counts as replaced: time and memory grow with its square.
    /// </summary>
    public const int MostEdits = 1500;

    /// <summary>Pairs of places of equal lines, both ascending, as many as there can be.</summary>
    public static IReadOnlyList<(int Before, int After)> Find(string[] before, string[] after)
    {
        var start = 0;
        var shorter = Math.Min(before.Length, after.Length);
        while (start < shorter && before[start] == after[start]) start++;
        var end = 0;
        while (end < shorter - start && before[^(end + 1)] == after[^(end + 1)]) end++;

        var pairs = Enumerable.Range(0, start).Select(line => (line, line)).ToList();
        pairs.AddRange(Middle(before[start..^end], after[start..^end])
            .Select(pair => (pair.Before + start, pair.After + start)));
        pairs.AddRange(Enumerable.Range(1, end).Reverse()
            .Select(line => (before.Length - line, after.Length - line)));
        return pairs;
    }

    private static List<(int Before, int After)> Middle(string[] a, string[] b)
    {
        var most = Math.Min(a.Length + b.Length, MostEdits);
        var reached = new int[(2 * most) + 3];
        var origin = most + 1;
        var trace = new List<int[]>();
        for (var edits = 0; edits <= most; edits++)
        {
            trace.Add(reached[(origin - edits - 1)..(origin + edits + 2)]);
            for (var diagonal = -edits; diagonal <= edits; diagonal += 2)
            {
                var down = diagonal == -edits
                    || (diagonal != edits && reached[origin + diagonal - 1] < reached[origin + diagonal + 1]);
                var x = down ? reached[origin + diagonal + 1] : reached[origin + diagonal - 1] + 1;
                while (x < a.Length && x - diagonal < b.Length && a[x] == b[x - diagonal]) x++;
                reached[origin + diagonal] = x;
                if (x >= a.Length && x - diagonal >= b.Length) return Back(trace, a.Length, b.Length);
            }
        }

        return [];
    }

    private static List<(int Before, int After)> Back(List<int[]> trace, int x, int y)
    {
        var pairs = new List<(int, int)>();
        for (var edits = trace.Count - 1; edits >= 0; edits--)
        {
            var reached = trace[edits];
            var middle = edits + 1;
            var diagonal = x - y;
            var down = diagonal == -edits
                || (diagonal != edits && reached[middle + diagonal - 1] < reached[middle + diagonal + 1]);
            var from = down ? diagonal + 1 : diagonal - 1;
            var (fromX, fromY) = (reached[middle + from], reached[middle + from] - from);
            while (x > fromX && y > fromY) pairs.Add((--x, --y));
            (x, y) = (fromX, fromY);
        }

        pairs.Reverse();
        return pairs;
    }
}
