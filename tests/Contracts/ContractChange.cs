namespace Mobile.Contracts;

/// <summary>What a candidate changes in a published contract.</summary>
/// <param name="Places">Where apps meet it: more than one when many endpoints share what changed.</param>
/// <param name="Message">For a mobile developer; of a breaking change, it says what to do.</param>
public sealed record ContractChange(bool IsBreaking, IReadOnlyList<string> Places, string Message)
{
    private const int MostNamed = 6;

    public override string ToString() => $"{Places[0]}: {Message}{Others()}";

    /// <summary>Each other endpoint once, as far as a person reads on.</summary>
    private string Others()
    {
        var named = Places.DistinctBy(place => place.Split(" › ")[0]).Skip(1).Take(MostNamed).ToList();
        var unnamed = Places.Count - 1 - named.Count;
        return string.Concat(named.Select(place => $"\n    also {place}")) + (unnamed > 0 ? $"\n    and at {unnamed} more places" : "");
    }
}
