using Microsoft.Data.SqlClient;

namespace Mobile.Features.Data.SqlServer;

/// <summary>Which errors of SQL Server and Azure SQL pass by themselves, and what may be repeated after them.</summary>
internal static class TransientErrors
{
    /// <summary>The client's own timeout, of a login or of a command.</summary>
    public const int Timeout = -2;

    public const int Deadlock = 1205;

    /// <summary>LOCK_TIMEOUT of the server.</summary>
    public const int LockTimeout = 1222;

    /// <summary>Severity of what ends a connection: a break of the network, a fail-over, KILL.</summary>
    private const int Fatal = 20;

    /// <summary>While nothing is committed, after all that passes; but who has waited for a command until its timeout has waited long enough.</summary>
    public static bool MayBeRepeated(SqlException failure, bool isOpen) => Passes(failure) || failure.Number == (isOpen ? Deadlock : Timeout);

    /// <summary>The client may close the connection a moment later.</summary>
    public static bool EndsConnection(Exception failure) => (failure as SqlException ?? failure.InnerException as SqlException) is { Class: >= Fatal };

    /// <summary>
    /// The connection broke, or the server names a fail-over, a database that is starting, or throttling
    /// (learn.microsoft.com/azure/azure-sql/database/troubleshoot-common-errors-issues). 18456 is not among them: it is the answer to a
    /// wrong password too, and a database that fails over says 4060 or 40613.
    /// </summary>
    public static bool Passes(SqlException failure) => EndsConnection(failure) || failure.Errors.Cast<SqlError>().Any(error => Passes(error.Number));

    private static bool Passes(int number) => number is
        64 or 121 or 233 or 10053 or 10054 or 10060 or 11001
        or 615 or 921 or 926 or 4060 or 4221
        or 10928 or 10929 or 10936
        or 40143 or 40197 or 40501 or 40540 or 40613
        or 42108 or 42109
        or 49918 or 49919 or 49920;
}
