namespace Mobile.Features.Campaigns.Composing;

/// <summary>What is wrong with a change, by member; the first message of each.</summary>
internal sealed class Errors
{
    private readonly SortedDictionary<string, string[]> messages = new(StringComparer.Ordinal);

    public bool None => messages.Count == 0;

    public IReadOnlyDictionary<string, string[]> ByMember => messages;

    public void Require(bool holds, string member, string message)
    {
        if (!holds)
        {
            messages.TryAdd(member, [message]);
        }
    }

    public void Add(IEnumerable<KeyValuePair<string, string[]>> others)
    {
        foreach (var (member, texts) in others)
        {
            messages.TryAdd(member, texts);
        }
    }
}
