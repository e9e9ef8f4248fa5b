using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Mobile.Client;

/// <summary>One transaction on the file, and the tables as it sees them.</summary>
internal sealed class LocalUnit
{
    private readonly SqliteConnection connection;
    private readonly SqliteTransaction? transaction;
    private readonly HashSet<DocumentChangedEventArgs> changes = [];

    public LocalUnit(SqliteConnection connection, SqliteTransaction? transaction)
    {
        (this.connection, this.transaction) = (connection, transaction);
        Documents = new(this);
        Writes = new(this);
        State = new(this);
    }

    public DocumentTable Documents { get; }

    public WriteTable Writes { get; }

    public SyncStateTable State { get; }

    public IReadOnlyCollection<DocumentChangedEventArgs> Changes => changes;

    public void Changed(string collection, string id) => changes.Add(new(collection, id));

    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(sql, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    [SuppressMessage("Security", "CA2100", Justification = "The text is a constant of a table; values travel as parameters.")]
    private SqliteCommand Command(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
}

internal static class RowExtensions
{
    public static string? Text(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? Number(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
