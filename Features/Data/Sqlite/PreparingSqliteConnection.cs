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

    private readonly Dictionary<string, Statement> statements = new(StringComparer.Ordinal);

    /// <summary>Runs a statement without parameters and rows.</summary>
    public void Run(string sql) => StatementOf(sql).Command.ExecuteNonQuery();

    protected override DbCommand CreateDbCommand() => new BorrowingCommand(this);

    [SuppressMessage("Security", "CA2100", Justification = "The text is a constant of a slice; values travel as parameters.")]
    private Statement StatementOf(string sql)
    {
        if (statements.TryGetValue(sql, out var statement))
        {
            // By the second use, so that text of several statements (a migration) may build on its own first ones.
            statement.Command.Prepare();
            statement.Command.Parameters.Clear();
            return statement;
        }

        if (statements.Count == MaxStatements)
        {
            DropStatements();
        }

        statement = new(CreateCommand());
        statement.Command.CommandText = sql;
        statements.Add(sql, statement);
        return statement;
    }

    private void DropStatements()
    {
        foreach (var statement in statements.Values)
        {
            statement.Command.Dispose();
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

    private sealed class Statement(SqliteCommand command)
    {
        private SqliteColumns? columns;

        public SqliteCommand Command => command;

        public DbDataReader Read(CommandBehavior behavior)
        {
            var rows = command.ExecuteReader(behavior);
            return rows.FieldCount > 0 ? new SqliteRows(rows, columns ??= new(rows)) : rows;
        }
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

        public override int ExecuteNonQuery() => Borrow().Command.ExecuteNonQuery();

        public override object? ExecuteScalar() => Borrow().Command.ExecuteScalar();

        /// <summary>Nothing: who stops reading gives the statement back by closing its rows.</summary>
        public override void Cancel()
        {
        }

        public override void Prepare() => Borrow().Command.Prepare();

        protected override DbParameter CreateDbParameter() => new SqliteParameter();

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Borrow().Read(behavior);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                parameters?.Dispose();
            }

            base.Dispose(disposing);
        }

        private Statement Borrow()
        {
            var statement = connection.StatementOf(CommandText);
            statement.Command.CommandTimeout = CommandTimeout;
            for (var i = 0; i < parameters?.Parameters.Count; i++)
            {
                var parameter = parameters.Parameters[i];
                if (!parameter.ParameterName.StartsWith('@'))
                {
                    // Under its whole name a parameter is found at once; under Dapper's bare one, SQLite is asked four times.
                    parameter.ParameterName = "@" + parameter.ParameterName;
                }

                statement.Command.Parameters.Add(parameter);
            }

            return statement;
        }
    }
}
