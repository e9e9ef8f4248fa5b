namespace Mobile.Client;

/// <summary>One file belongs to one user at a time.</summary>
internal static class Ownership
{
    /// <summary>Whether the file is this user's; one that is nobody's becomes it.</summary>
    public static bool TryClaim(LocalUnit unit, string owner)
    {
        var state = unit.State.Read();
        unit.State.Write(state with { Owner = state.Owner ?? owner });
        return (state.Owner ?? owner) == owner;
    }

    /// <exception cref="UnsentWritesException">The file holds work of another user that exists nowhere else.</exception>
    public static void Check(LocalUnit unit, string owner)
    {
        var (queued, dead) = unit.Writes.Count();
        if (queued + dead > 0 && unit.State.Read().Owner is { } previous && previous != owner)
        {
            throw new UnsentWritesException(queued + dead);
        }
    }

    /// <summary>Hands the file to <paramref name="owner"/>; the replica of another user is erased.</summary>
    /// <returns>Whether it was somebody else's, or nobody's.</returns>
    /// <exception cref="UnsentWritesException">The file holds work of another user that exists nowhere else.</exception>
    public static bool Adopt(LocalUnit unit, string owner)
    {
        Check(unit, owner);
        var isNew = unit.State.Read().Owner != owner;
        if (!TryClaim(unit, owner))
        {
            Erase(unit, owner);
        }

        return isNew;
    }

    /// <summary>A fresh start, for <paramref name="owner"/> or for nobody.</summary>
    public static void Erase(LocalUnit unit, string? owner)
    {
        unit.Writes.Clear();
        unit.Documents.Clear();
        unit.State.Write(unit.State.Read().StartOver() with { Owner = owner, Rebuilding = false });
    }
}
