using System.Buffers.Text;
using System.Security.Cryptography;

namespace BtcWatcher.AppHost.Local.Hosting;

/// <summary>
/// Passwords of the private servers: made once, kept in <c>run/passwords/NAME</c> (mode 0600) of the data folder.
/// </summary>
internal static class Passwords
{
    private static readonly Lock Gate = new();

    public static string Get(string dataDirectory, string name)
    {
        lock (Gate)
        {
            var folder = Path.Combine(dataDirectory, "run", "passwords");
            var path = Path.Combine(folder, name);
            if (!File.Exists(path))
            {
                PrivateFiles.CreateFolder(folder);
                PrivateFiles.Write(path, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24)));
            }

            return File.ReadAllText(path).Trim();
        }
    }
}
