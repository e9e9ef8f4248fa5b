using System.Data.Common;
using Microsoft.Data.SqlClient;

namespace Mobile.Features.Data.SqlServer;

internal sealed class SqlServerDialect : ISqlDialect
{
    public string Limit => "OFFSET 0 ROWS FETCH NEXT @limit ROWS ONLY";

    /// <summary>It compares UTF-16 code units, of which the halves of a pair are not the last.</summary>
    public string LastCharacter => "\uFFFF";

    /// <summary>2627: a primary key or unique constraint; 2601: a unique index.</summary>
    public bool IsUniqueViolation(DbException failure) => failure is SqlException { Number: 2627 or 2601 };

    public bool IsLockTimeout(DbException failure) => failure is SqlException { Number: TransientErrors.Timeout or TransientErrors.LockTimeout };

    public bool IsUnavailable(DbException failure) => failure is CommitLostException || (failure is SqlException sql
        && (TransientErrors.Passes(sql) || sql.Number is TransientErrors.Timeout or TransientErrors.Deadlock or TransientErrors.LockTimeout));
}
