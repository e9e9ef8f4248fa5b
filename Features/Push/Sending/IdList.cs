namespace Mobile.Features.Push.Sending;

internal static class IdList
{
    private const int Max = 1000;

    /// <summary>
    /// In parts that fit into a statement, filled up with repetitions of the last to one of three lengths: each length is a statement of its
    /// own, which the database prepares.
    /// </summary>
    public static IEnumerable<string[]> InParts(this IEnumerable<string> ids)
    {
        foreach (var part in ids.Chunk(Max))
        {
            var length = part.Length <= 10 ? 10 : part.Length <= 100 ? 100 : Max;
            yield return [.. part, .. Enumerable.Repeat(part[^1], length - part.Length)];
        }
    }
}
