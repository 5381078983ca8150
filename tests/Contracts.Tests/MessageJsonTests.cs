using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BtcWatcher.Contracts.Tests;

public sealed class MessageJsonTests
{
    public static TheoryData<string> Names => [.. Samples.All.Select(sample => sample.GetType().Name)];

    [Fact]
    public void EveryRecord_HasASampleAndAnExampleInTheDocument()
    {
        var records = typeof(MessageJson).Assembly.GetExportedTypes()
            .Where(type => type.GetMethod("<Clone>$", BindingFlags.Public | BindingFlags.Instance) is not null)
            .Select(type => type.Name).Order().ToArray();

        Assert.Equal(records, Samples.All.Select(sample => sample.GetType().Name).Order());
        Assert.Equal(records, Pinned.Json.Keys.Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Record_AsJson_IsWhatIsPinned(string name) => Assert.Equal(Pinned.Json[name], TextOf(SampleOf(name)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Record_ReadFromJson_IsTheSame(string name)
    {
        var type = SampleOf(name).GetType();
        var read = JsonSerializer.Deserialize(Pinned.Json[name], type, MessageJson.Options);

        Assert.Equal(Pinned.Json[name], TextOf(read!));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Record_WithAMemberOfALaterVersion_IsRead(string name)
    {
        var json = JsonNode.Parse(Pinned.Json[name])!.AsObject();
        json["a_later_member"] = new JsonObject { ["x"] = 1 };
        var read = json.Deserialize(SampleOf(name).GetType(), MessageJson.Options);

        Assert.Equal(Pinned.Json[name], TextOf(read!));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Record_WithoutARequiredMember_IsRefused(string name)
    {
        var type = SampleOf(name).GetType();
        foreach (var member in type.GetProperties().Where(IsRequired))
        {
            var json = JsonNode.Parse(Pinned.Json[name])!.AsObject();
            Assert.True(json.Remove(NameOf(member)), member.Name);
            Assert.Throws<JsonException>(() => json.Deserialize(type, MessageJson.Options));
        }
    }

    [Theory]
    [InlineData("\"sideways\"")]
    [InlineData("1")]
    [InlineData("\"\"")]
    public void Enum_OfAnUnknownName_IsRefused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<SignalAction>(json, MessageJson.Options));

    private static object SampleOf(string name) => Samples.All.Single(sample => sample.GetType().Name == name);

    private static string TextOf(object record) =>
        Pinned.Compact(JsonSerializer.Serialize(record, record.GetType(), MessageJson.Options));

    private static bool IsRequired(PropertyInfo member) =>
        member.GetCustomAttribute<System.Runtime.CompilerServices.RequiredMemberAttribute>() is not null;

    private static string NameOf(PropertyInfo member) => JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name);
}
