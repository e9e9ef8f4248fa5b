// Stands in for the NuGet package of the same name, which Microsoft.Data.SqlClient loads on every parameterised command.
// Delete this project as soon as Microsoft.SqlServer.Server 1.0.0 can be restored from your feed: nothing else refers to it.

namespace Microsoft.SqlServer.Server;

/// <summary>How a user-defined type is serialised.</summary>
public enum Format
{
    Unknown = 0,
    Native = 1,
    UserDefined = 2,
}

/// <summary>Custom binary serialisation of a user-defined type or aggregate.</summary>
public interface IBinarySerialize
{
    void Read(BinaryReader r);

    void Write(BinaryWriter w);
}

/// <summary>Marks a class or struct as a SQL Server user-defined type.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = false, Inherited = true)]
public sealed class SqlUserDefinedTypeAttribute(Format format) : Attribute
{
    public Format Format { get; } = format;

    /// <summary>The largest serialised size in bytes; −1 means up to 2 GB.</summary>
    public int MaxByteSize { get; set; }

    public bool IsFixedLength { get; set; }

    public bool IsByteOrdered { get; set; }

    public string? ValidationMethodName { get; set; }

    public string? Name { get; set; }
}

/// <summary>Thrown when a type is used as a user-defined type without being one.</summary>
public sealed class InvalidUdtException : SystemException
{
    public InvalidUdtException()
    {
    }

    public InvalidUdtException(string? message)
        : base(message)
    {
    }

    public InvalidUdtException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The error for <paramref name="udtType"/>; the reason is a resource name of the caller's.</summary>
    public static InvalidUdtException Create(Type udtType, string resourceReason)
    {
        ArgumentNullException.ThrowIfNull(udtType);
        return new InvalidUdtException($"'{udtType.FullName}' is not a user-defined type: {resourceReason}.");
    }
}
