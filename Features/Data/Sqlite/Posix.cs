using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Mobile.Features.Data.Sqlite;

/// <summary>What the runtime does not offer for files and folders. Not on Windows.</summary>
[SuppressMessage("Interoperability", "SYSLIB1054", Justification = "Generated code would need unsafe blocks, for three numbers and a path.")]
[SuppressMessage("Globalization", "CA2101", Justification = "Paths are UTF-8, as marked.")]
internal static class Posix
{
    public const int MayWrite = 2;

    /// <summary>ENOENT and ENOTDIR: nothing has this name.</summary>
    public const int NoEntry = 2;
    public const int NoFolder = 20;

    private const string Library = "libc";
    private const int CurrentFolder = -100;
    private const uint Inode = 0x100;

    [DllImport(Library, EntryPoint = "open", ExactSpelling = true)]
    public static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport(Library, EntryPoint = "fsync", ExactSpelling = true)]
    public static extern int FSync(int handle);

    [DllImport(Library, EntryPoint = "close", ExactSpelling = true)]
    public static extern int Close(int handle);

    /// <param name="path">UTF-8, with a zero at its end.</param>
    /// <returns>0, or the error number.</returns>
    public static int Stat(byte[] path, out FileStatus status) => StatX(CurrentFolder, path, 0, Inode, out status) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <returns>0 when this process may.</returns>
    [DllImport(Library, EntryPoint = "access", ExactSpelling = true)]
    public static extern int Access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);

    [DllImport(Library, EntryPoint = "statx", ExactSpelling = true, SetLastError = true)]
    private static extern int StatX(int folder, byte[] path, int flags, uint mask, out FileStatus status);

    /// <summary>The kernel's <c>struct statx</c>, which is the same on every architecture of Linux.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct FileStatus
    {
        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
