using System.Data.Common;
using Microsoft.Data.SqlClient;

namespace Mobile.Features.Data.SqlServer;

internal sealed class SqlServerDialect : ISqlDialect
{
    /// <summary>The client's own timeout; 1222 is the server's LOCK_TIMEOUT.</summary>
    private const int CommandTimeout = -2;

    public string Limit => "OFFSET 0 ROWS FETCH NEXT @limit ROWS ONLY";

    /// <summary>It compares UTF-16 code units, of which the halves of a pair are not the last.</summary>
    public string LastCharacter => "\uFFFF";

    /// <summary>2627: a primary key or unique constraint; 2601: a unique index.</summary>
    public bool IsUniqueViolation(DbException failure) => failure is SqlException { Number: 2627 or 2601 };

    public bool IsLockTimeout(DbException failure) => failure is SqlException { Number: CommandTimeout or 1222 };

    /// <summary>Severity 20 and above ends the connection; the numbers are login, fail-over and throttling of Azure SQL.</summary>
    public bool IsUnavailable(DbException failure) => failure is SqlException sql && (sql.Class >= 20 || sql.Number is
        CommandTimeout or 1205 or 1222 or 4060 or 4221 or 10928 or 10929 or 40197 or 40501 or 40613 or 49918 or 49919 or 49920);
}
