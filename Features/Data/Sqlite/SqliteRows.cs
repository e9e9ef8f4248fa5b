using System.Collections;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Mobile.Features.Data.Sqlite;

/// <summary>
/// The rows of a prepared statement, as Dapper asks for them: column by column. The reader of the package asks SQLite three or four times for each
/// value, and counts references to the statement at each of them; for the short rows of an API that costs more than finding them.
/// </summary>
internal sealed class SqliteRows(SqliteDataReader rows, SqliteColumns columns) : DbDataReader
{
    private readonly nint statement = rows.Handle!.DangerousGetHandle();

    public override int Depth => rows.Depth;

    public override int FieldCount => columns.Count;

    public override bool HasRows => rows.HasRows;

    public override bool IsClosed => rows.IsClosed;

    public override int RecordsAffected => rows.RecordsAffected;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    public override bool Read() => rows.Read();

    /// <exception cref="NotSupportedException">The text has a second query.</exception>
    public override bool NextResult() => rows.NextResult() ? throw new NotSupportedException("One text, one query.") : false;

    public override string GetName(int ordinal) => columns.NameOf(ordinal);

    public override Type GetFieldType(int ordinal) => columns.TypeOf(ordinal) ?? rows.GetFieldType(ordinal);

    public override object GetValue(int ordinal)
    {
        switch (Native.sqlite3_column_type(statement, ordinal))
        {
            case SQLitePCL.raw.SQLITE_INTEGER:
                return Native.sqlite3_column_int64(statement, ordinal);

            case SQLitePCL.raw.SQLITE_TEXT:
                var text = Native.sqlite3_column_text(statement, ordinal);
                return Marshal.PtrToStringUTF8(text, Native.sqlite3_column_bytes(statement, ordinal));

            case SQLitePCL.raw.SQLITE_NULL:
                return DBNull.Value;

            default:
                return rows.GetValue(ordinal);
        }
    }

    public override bool IsDBNull(int ordinal) => rows.IsDBNull(ordinal);

    public override int GetOrdinal(string name) => rows.GetOrdinal(name);

    public override string GetDataTypeName(int ordinal) => rows.GetDataTypeName(ordinal);

    public override int GetValues(object[] values) => rows.GetValues(values);

    public override bool GetBoolean(int ordinal) => rows.GetBoolean(ordinal);

    public override byte GetByte(int ordinal) => rows.GetByte(ordinal);

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) =>
        rows.GetBytes(ordinal, dataOffset, buffer, bufferOffset, length);

    public override char GetChar(int ordinal) => rows.GetChar(ordinal);

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) =>
        rows.GetChars(ordinal, dataOffset, buffer, bufferOffset, length);

    public override DateTime GetDateTime(int ordinal) => rows.GetDateTime(ordinal);

    public override decimal GetDecimal(int ordinal) => rows.GetDecimal(ordinal);

    public override double GetDouble(int ordinal) => rows.GetDouble(ordinal);

    public override float GetFloat(int ordinal) => rows.GetFloat(ordinal);

    public override Guid GetGuid(int ordinal) => rows.GetGuid(ordinal);

    public override short GetInt16(int ordinal) => rows.GetInt16(ordinal);

    public override int GetInt32(int ordinal) => rows.GetInt32(ordinal);

    public override long GetInt64(int ordinal) => rows.GetInt64(ordinal);

    public override string GetString(int ordinal) => rows.GetString(ordinal);

    public override IEnumerator GetEnumerator() => rows.GetEnumerator();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rows.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Each returns within nanoseconds and never calls back, so that the runtime need not prepare for more.</summary>
    [SuppressMessage("Interoperability", "SYSLIB1054", Justification = "Numbers alone travel: there is nothing to generate.")]
    [SuppressMessage("Style", "IDE1006", Justification = "The names of SQLite's C interface.")]
    private static class Native
    {
        private const string Library = "e_sqlite3";

        [DllImport(Library, ExactSpelling = true), SuppressGCTransition]
        public static extern int sqlite3_column_type(nint statement, int column);

        [DllImport(Library, ExactSpelling = true), SuppressGCTransition]
        public static extern long sqlite3_column_int64(nint statement, int column);

        [DllImport(Library, ExactSpelling = true), SuppressGCTransition]
        public static extern nint sqlite3_column_text(nint statement, int column);

        [DllImport(Library, ExactSpelling = true), SuppressGCTransition]
        public static extern int sqlite3_column_bytes(nint statement, int column);
    }
}
