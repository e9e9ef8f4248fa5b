namespace Mobile.Features.Data;

/// <summary>The first rows of a query, as many as were asked for and as fit.</summary>
/// <param name="HasMore">Whether another row follows.</param>
public sealed record Slice<T>(IReadOnlyList<T> Rows, bool HasMore);

/// <summary>How much of a query is read at once: so many rows or so many bytes, whichever comes first, and at least one row.</summary>
/// <param name="SizeOf">The bytes of a row, about as many as it takes to hold and to send it.</param>
public sealed record SliceLimit<T>(int Rows, int Bytes, Func<T, int> SizeOf);
