namespace Mobile.Contracts;

/// <summary>The changes found so far. One change to what many endpoints share is listed once.</summary>
internal sealed class ChangeList
{
    private readonly List<(bool IsBreaking, Place Place, string Message, string Origin)> found = [];

    public int BreakingCount => found.Count(change => change.IsBreaking);

    /// <param name="what">What changed, what that does to apps, and what to do instead of a new major version, without a full stop.</param>
    /// <param name="origin">Where in the published document it stands, for what is shared by way of a reference.</param>
    public void Breaking(Place place, string what, string? origin = null) =>
        found.Add((true, place, $"{what}, or publish a new major version.", origin ?? place.Shared));

    public void Addition(Place place, string what, string? origin = null) => found.Add((false, place, what, origin ?? place.Shared));

    public IReadOnlyList<ContractChange> ToList() =>
    [
        .. found.GroupBy(change => (change.IsBreaking, change.Message, change.Origin))
            .Select(same => new ContractChange(same.Key.IsBreaking, [.. same.Select(change => change.Place.ToString()).Distinct()], same.Key.Message)),
    ];
}

/// <summary>Where in a contract, as people say it: <c>POST /api/v2/orders › request › lines[].quantity</c>.</summary>
internal sealed record Place(string Operation, string Part = "", string Member = "")
{
    public Place Field(string name) => this with { Member = Member.Length == 0 ? name : $"{Member}.{name}" };

    public Place Items => this with { Member = Member + "[]" };

    public Place Values => Field("*");

    /// <summary>What endpoints may have in common: a header, a status.</summary>
    public string Shared => Part.Length > 0 ? Part : Operation;

    public override string ToString() => string.Join(" › ", new[] { Operation, Part, Member }.Where(part => part.Length > 0));
}
