using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Mobile.Features.Data.Sqlite;

/// <summary>What the runtime does not offer for folders. Not on Windows.</summary>
[SuppressMessage("Interoperability", "SYSLIB1054", Justification = "Generated code would need unsafe blocks, for three numbers and a path.")]
[SuppressMessage("Globalization", "CA2101", Justification = "Paths are UTF-8, as marked.")]
internal static class Posix
{
    public const int MayWrite = 2;

    private const string Library = "libc";

    [DllImport(Library, EntryPoint = "open", ExactSpelling = true)]
    public static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport(Library, EntryPoint = "fsync", ExactSpelling = true)]
    public static extern int FSync(int handle);

    [DllImport(Library, EntryPoint = "close", ExactSpelling = true)]
    public static extern int Close(int handle);

    /// <returns>0 when this process may.</returns>
    [DllImport(Library, EntryPoint = "access", ExactSpelling = true)]
    public static extern int Access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);
}
