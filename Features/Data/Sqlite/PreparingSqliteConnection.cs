using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Mobile.Features.Data.Sqlite;

/// <summary>
/// A held connection that keeps its statements prepared: preparing costs more than stepping for the short queries of an API.
/// Dapper makes a new command per call; each borrows the prepared one of the same SQL.
/// </summary>
internal sealed class PreparingSqliteConnection(string connectionString) : SqliteConnection(connectionString)
{
    private const int MaxStatements = 200;

    private readonly Dictionary<string, SqliteCommand> statements = new(StringComparer.Ordinal);

    protected override DbCommand CreateDbCommand() => new BorrowingCommand(this);

    [SuppressMessage("Security", "CA2100", Justification = "The text is a constant of a slice; values travel as parameters.")]
    private SqliteCommand Statement(string sql)
    {
        if (statements.TryGetValue(sql, out var statement))
        {
            // By the second use, so that text of several statements (a migration) may build on its own first ones.
            statement.Prepare();
            statement.Parameters.Clear();
            return statement;
        }

        if (statements.Count == MaxStatements)
        {
            DropStatements();
        }

        statement = CreateCommand();
        statement.CommandText = sql;
        statements.Add(sql, statement);
        return statement;
    }

    private void DropStatements()
    {
        foreach (var statement in statements.Values)
        {
            statement.Dispose();
        }

        statements.Clear();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            DropStatements();
        }

        base.Dispose(disposing);
    }

    private sealed class BorrowingCommand(PreparingSqliteConnection connection) : DbCommand
    {
        private SqliteCommand? parameters;

        [AllowNull]
        public override string CommandText { get; set; } = "";

        public override int CommandTimeout { get; set; } = connection.DefaultTimeout;

        public override CommandType CommandType { get; set; } = CommandType.Text;

        public override bool DesignTimeVisible { get; set; }

        public override UpdateRowSource UpdatedRowSource { get; set; }

        protected override DbConnection? DbConnection { get; set; } = connection;

        protected override DbTransaction? DbTransaction { get; set; }

        protected override DbParameterCollection DbParameterCollection => (parameters ??= new SqliteCommand()).Parameters;

        public override int ExecuteNonQuery() => Borrow().ExecuteNonQuery();

        public override object? ExecuteScalar() => Borrow().ExecuteScalar();

        public override void Cancel() => Borrow().Cancel();

        public override void Prepare() => Borrow().Prepare();

        protected override DbParameter CreateDbParameter() => new SqliteParameter();

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Borrow().ExecuteReader(behavior);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                parameters?.Dispose();
            }

            base.Dispose(disposing);
        }

        private SqliteCommand Borrow()
        {
            var statement = connection.Statement(CommandText);
            statement.CommandTimeout = CommandTimeout;
            for (var i = 0; i < parameters?.Parameters.Count; i++)
            {
                var parameter = parameters.Parameters[i];
                if (!parameter.ParameterName.StartsWith('@'))
                {
                    // Under its whole name a parameter is found at once; under Dapper's bare one, SQLite is asked four times.
                    parameter.ParameterName = "@" + parameter.ParameterName;
                }

                statement.Parameters.Add(parameter);
            }

            return statement;
        }
    }
}
