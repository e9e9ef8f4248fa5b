using System.Data.Common;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Mobile.Features.Data.Sqlite;

internal sealed class SqliteDialect : ISqlDialect
{
    public string Limit => "LIMIT @limit";

    /// <summary>It compares the bytes of UTF-8, whose order is that of the code points.</summary>
    public string LastCharacter => "\U0010FFFF";

    public bool IsUniqueViolation(DbException failure) =>
        failure is SqliteException { SqliteExtendedErrorCode: SQLITE_CONSTRAINT_PRIMARYKEY or SQLITE_CONSTRAINT_UNIQUE };

    public bool IsLockTimeout(DbException failure) => false;

    public bool IsUnavailable(DbException failure) => failure is SqliteException
    {
        SqliteErrorCode: SQLITE_BUSY or SQLITE_LOCKED or SQLITE_FULL or SQLITE_IOERR or SQLITE_CANTOPEN or SQLITE_READONLY,
    };
}
