namespace BtcWatcher.Services.Api.Strategies;

/// <summary>Field to what to do about it; the first finding of a field stays.</summary>
internal sealed class ValidationErrors
{
    private readonly SortedDictionary<string, string> _byField = new(StringComparer.Ordinal);

    public bool Any => _byField.Count > 0;

    public IReadOnlyDictionary<string, string> ByField => _byField;

    public bool Has(string field) => _byField.ContainsKey(field);

    public void Add(string field, string whatToDo) => _byField.TryAdd(field, whatToDo);

    public void Require(bool holds, string field, string whatToDo)
    {
        if (!holds) Add(field, whatToDo);
    }
}
