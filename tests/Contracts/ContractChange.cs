namespace Mobile.Contracts;

/// <summary>What a candidate changes in a published contract.</summary>
/// <param name="Places">Where apps meet it: more than one when many endpoints share what changed.</param>
/// <param name="Message">For a mobile developer; of a breaking change, it says what to do.</param>
public sealed record ContractChange(bool IsBreaking, IReadOnlyList<string> Places, string Message)
{
    private const int MostNamed = 6;

    public override string ToString() => $"{Places[0]}: {Message}{Others()}";

    private string Others()
    {
        var others = Places.Skip(1).ToList();
        var unnamed = others.Count - MostNamed;
        return others.Count == 0
            ? ""
            : $"\n    The same at {string.Join(", ", others.Take(MostNamed))}{(unnamed > 0 ? $" and {unnamed} other places" : "")}.";
    }
}
