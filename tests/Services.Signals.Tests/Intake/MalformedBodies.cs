using System.Text;
using System.Text.Json.Nodes;
using BtcWatcher.Services.Signals.Tests.Harness;

namespace BtcWatcher.Services.Signals.Tests.Intake;

/// <summary>Bodies that are wrong in some way each, the same ones in every run.</summary>
internal static class MalformedBodies
{
    private static readonly string[] Numbers = ["abc", "1e", "0x1F", "--1", "1,5", "79228162514264337593543950336"];
    private static readonly string[] Dates =
        ["yesterday", "2026-13-01", "2026-11-22 25:00:00", "12", "1999-01-01", "2222-01-01"];

    public static IEnumerable<(string Type, byte[] Body)> Generate(int count)
    {
        var random = new Random(20261122);
        for (var n = 0; n < count; n++)
        {
            yield return random.Next(10) == 0 ? Form(random) : ("application/json", Json(random));
        }
    }

    private static byte[] Json(Random random) => random.Next(10) switch
    {
        0 => Encoding.UTF8.GetBytes(Cut(random)),
        1 => Spoiled(random),
        2 => Random(random),
        3 => Text("{\"event\":\"x\"," + Valid(random).ToJsonString()[1..]),
        4 => Text(With(random, "extra", "a\0b")),
        5 => Text($$"""{"event":"status","text":"a","deep":{{new string('[', 20)}}{{new string(']', 20)}}}"""),
        6 => Text($$"""{"event":"x","n":{{random.Next(1, 9)}}e{{random.Next(400, 99999)}}}"""),
        7 => Text($"[{Valid(random).ToJsonString()}]"),
        _ => Text(WithBadField(random)),
    };

    private static (string Type, byte[] Body) Form(Random random)
    {
        var text = random.Next(4) switch
        {
            0 => "",
            1 => $"event=status&event=status&text={random.Next()}",
            2 => $"event=status&text=%00{random.Next()}",
            _ => string.Join('&', Enumerable.Range(0, 250).Select(n => $"f{n}={random.Next()}")),
        };
        return ("application/x-www-form-urlencoded", Text(text));
    }

    private static JsonObject Valid(Random random) => random.Next(3) switch
    {
        0 => Messages.Status($"text {random.Next()}"),
        1 => Messages.Trade("exit_fill", random.Next(1, 999)),
        _ => Messages.CandleSignal(random.Next(100)),
    };

    private static string Cut(Random random)
    {
        var text = Valid(random).ToJsonString();
        return text[..random.Next(text.Length)];
    }

    private static byte[] Spoiled(Random random)
    {
        var bytes = Text(Valid(random).ToJsonString());
        // In the text of the first field's name: no JSON has this byte anywhere.
        bytes[random.Next(2, 6)] = (byte)random.Next(0xF8, 0x100);
        return bytes;
    }

    private static byte[] Random(Random random)
    {
        var bytes = new byte[random.Next(1, 400)];
        random.NextBytes(bytes);
        bytes[0] = (byte)random.Next(0x80, 0x100);
        return bytes;
    }

    private static string With(Random random, string field, string value)
    {
        var body = Valid(random);
        body[field] = value;
        return body.ToJsonString();
    }

    private static string WithBadField(Random random)
    {
        var body = Messages.Trade("exit_fill", random.Next(1, 999));
        switch (random.Next(7))
        {
            case 0: body["event"] = new JsonArray("exit_fill"); break;
            case 1: body.Remove("pair"); break;
            case 2: body["pair"] = new string('x', 65); break;
            case 3: body["trade_id"] = Numbers[random.Next(Numbers.Length)]; break;
            case 4: body["rate"] = Numbers[random.Next(Numbers.Length)]; break;
            case 5: body["close_date"] = Dates[random.Next(Dates.Length)]; break;
            default: body["side"] = "sideways"; break;
        }

        return body.ToJsonString();
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
