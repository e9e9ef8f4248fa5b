using System.Data.Common;

namespace Mobile.Features.Data;

/// <summary>All that may differ between the engines. A slice's SQL is otherwise the same text on both.</summary>
public interface ISqlDialect
{
    /// <summary>Follows ORDER BY and takes the first <c>@limit</c> rows.</summary>
    string Limit { get; }

    /// <summary>In a binary collation: no text has a later one.</summary>
    string LastCharacter { get; }

    /// <summary>A primary key or unique index refused the row.</summary>
    bool IsUniqueViolation(DbException failure);

    /// <summary>Another transaction held the row longer than the command was willing to wait.</summary>
    bool IsLockTimeout(DbException failure);

    /// <summary>The store cannot be reached or cannot take the work now: the same request may succeed later.</summary>
    bool IsUnavailable(DbException failure);
}

public static class Unavailability
{
    /// <summary>Tells whether a failure, of whichever layer, says that the store does not answer now and may later.</summary>
    public static bool IsAway(this ISqlDialect dialect, Exception? failure) =>
        failure is StoreUnavailableException || (failure is DbException refused && dialect.IsUnavailable(refused));
}
