using System.Security.Cryptography;
using BtcWatcher.Testing;

namespace BtcWatcher.Bench.Gateway;

internal static class Ports
{
    /// <summary>So many free ports in a row, below those that the system gives to outgoing connections.</summary>
    public static IReadOnlyList<int> Free(int count)
    {
        while (true)
        {
            var first = RandomNumberGenerator.GetInt32(9000, 19000);
            if (Enumerable.Range(first, count).All(FreePorts.IsFree)) return [.. Enumerable.Range(first, count)];
        }
    }
}
