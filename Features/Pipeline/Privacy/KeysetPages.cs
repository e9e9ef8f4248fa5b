namespace Mobile.Features.Pipeline.Privacy;

/// <summary>Reads long lists in pages of <see cref="Size"/>, so that no export holds more than that in memory.</summary>
public static class KeysetPages
{
    public const int Size = 200;

    /// <param name="next">The rows after the last one, or the first ones after null; at most <see cref="Size"/>.</param>
    public static async IAsyncEnumerable<T> ReadAsync<T>(Func<T?, Task<IReadOnlyList<T>>> next)
        where T : class
    {
        IReadOnlyList<T> page;
        T? last = null;
        do
        {
            page = await next(last);
            foreach (var row in page)
            {
                yield return row;
            }

            last = page.Count > 0 ? page[^1] : last;
        }
        while (page.Count == Size);
    }
}
