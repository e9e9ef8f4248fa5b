namespace Mobile.Contracts;

/// <summary>What a candidate changes in a published contract, seen by an app that was built against the published one.</summary>
public static class ContractComparison
{
    public static IReadOnlyList<ContractChange> Compare(ContractDocument published, ContractDocument candidate)
    {
        var changes = new ChangeList();
        new AccessComparison(published, candidate, changes).Compare();
        var was = published.Operations;
        var now = candidate.Operations.ToDictionary(operation => operation.Key, StringComparer.Ordinal);
        var added = now.Values.ExceptBy(was.Select(operation => operation.Key), operation => operation.Key).ToList();
        foreach (var operation in was)
        {
            if (now.TryGetValue(operation.Key, out var same))
            {
                new OperationComparison(operation, same, changes).Compare();
            }
            else
            {
                ReportRemoved(operation, added.Find(other => other.Id is not null && other.Id == operation.Id), changes);
            }
        }

        foreach (var operation in added)
        {
            changes.Addition(new(operation.Name), "a new endpoint.");
        }

        return changes.ToList();
    }

    private static void ReportRemoved(Operation operation, Operation? moved, ChangeList changes) => changes.Breaking(
        new(operation.Name),
        moved is null
            ? "the endpoint was removed. Apps in the field still call it. Keep it"
            : $"the endpoint looks moved to {moved.Name}. Apps in the field still call it where it was. Keep it there too");
}
