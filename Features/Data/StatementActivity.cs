using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Data.SqlClient;

namespace Mobile.Features.Data;

/// <summary>A statement as a span (OpenTelemetry's conventions for databases). Its text is ours and holds no values: those travel as parameters, and are never told.</summary>
internal static partial class StatementActivity
{
    /// <summary>The texts are constants of slices; the bound is for one that is not.</summary>
    private const int MaxNames = 1000;

    private static readonly ConcurrentDictionary<string, Name> Names = new(StringComparer.Ordinal);

    public static async Task<T> RunAsync<T>(
        DbConnection connection, ISqlDialect dialect, CommandDefinition command, Func<DbConnection, CommandDefinition, Task<T>> run)
    {
        using var span = Start(connection, command.CommandText);
        try
        {
            return await run(connection, command);
        }
        catch (Exception failure)
        {
            // What is inserted first and found to exist is no failure.
            if (failure is not DbException refused || !dialect.IsUniqueViolation(refused))
            {
                span.Fail(failure);
            }

            throw;
        }
    }

    private static Activity? Start(DbConnection connection, string sql)
    {
        var name = NameOf(sql);
        return DataActivity.Source.StartActivity(name.Summary, ActivityKind.Client)?
            .SetTag("db.system.name", connection is SqlConnection ? "microsoft.sql_server" : "sqlite")
            .SetTag("db.operation.name", name.Operation)
            .SetTag("db.collection.name", name.Table)
            .SetTag("db.query.text", sql);
    }

    private static Name NameOf(string sql) => Names.TryGetValue(sql, out var name) ? name
        : Names.Count < MaxNames ? Names.GetOrAdd(sql, Parse)
        : Parse(sql);

    private static Name Parse(string sql)
    {
        var operation = Operation().Match(sql).Value.ToUpperInvariant();
        return Table().Match(sql) is { Success: true } match
            ? new(operation, match.Groups["table"].Value, $"{operation} {match.Groups["table"].Value}")
            : new(operation, null, operation);
    }

    [GeneratedRegex(@"[A-Za-z]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Operation();

    [GeneratedRegex(@"\b(FROM|INTO|UPDATE)\s+(?<table>[a-z_]+)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Table();

    private sealed record Name(string Operation, string? Table, string Summary);
}
