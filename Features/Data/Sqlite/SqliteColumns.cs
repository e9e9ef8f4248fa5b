using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Mobile.Features.Data.Sqlite;

/// <summary>The names and types of a prepared statement's columns, for which Dapper asks at each execution. They are the same as long as it is prepared.</summary>
internal sealed class SqliteColumns
{
    private readonly string[] names;
    private readonly Type?[] types;

    public SqliteColumns(SqliteDataReader rows)
    {
        names = new string[rows.FieldCount];
        types = new Type?[rows.FieldCount];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = rows.GetName(i);
            types[i] = sqlite3_column_decltype(rows.Handle, i).utf8_to_string() is null ? null : rows.GetFieldType(i);
        }
    }

    public int Count => names.Length;

    public string NameOf(int ordinal) => names[ordinal];

    /// <summary>Null for an expression, whose type is that of its value.</summary>
    public Type? TypeOf(int ordinal) => types[ordinal];
}
