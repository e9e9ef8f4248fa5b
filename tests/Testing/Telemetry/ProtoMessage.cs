using System.Buffers.Binary;
using System.Text;

namespace Mobile.Testing.Telemetry;

/// <summary>A message of Protocol Buffers, read by the numbers of its fields.</summary>
public sealed class ProtoMessage(ReadOnlyMemory<byte> bytes)
{
    private readonly ILookup<int, Field> fields = Read(bytes).ToLookup(field => field.Number);

    public bool Has(int number) => fields.Contains(number);

    public IEnumerable<ProtoMessage> All(int number) => fields[number].Select(field => new ProtoMessage(field.Bytes));

    /// <summary>The messages at the end of a way through repeated fields.</summary>
    public IEnumerable<ProtoMessage> Below(params ReadOnlySpan<int> way)
    {
        IEnumerable<ProtoMessage> found = [this];
        foreach (var number in way)
        {
            found = found.SelectMany(message => message.All(number));
        }

        return found;
    }

    public string Text(int number) => fields[number].Select(field => Encoding.UTF8.GetString(field.Bytes.Span)).LastOrDefault("");

    public string Hex(int number) => fields[number].Select(field => Convert.ToHexStringLower(field.Bytes.Span)).LastOrDefault("");

    /// <summary>A varint, or the bits of a fixed number.</summary>
    public long Number(int number) => fields[number].Select(field => field.Value).LastOrDefault();

    private static IEnumerable<Field> Read(ReadOnlyMemory<byte> rest)
    {
        while (rest.Length > 0)
        {
            var tag = Varint(ref rest);
            yield return new((int)(tag >> 3), Value((int)tag & 7, ref rest, out var content), content);
        }
    }

    private static long Value(int wireType, ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> content)
    {
        content = default;
        switch (wireType)
        {
            case 0:
                return Varint(ref rest);

            case 1:
                return BinaryPrimitives.ReadInt64LittleEndian(Take(8, ref rest).Span);

            case 2:
                content = Take((int)Varint(ref rest), ref rest);
                return content.Length;

            case 5:
                return BinaryPrimitives.ReadInt32LittleEndian(Take(4, ref rest).Span);

            default:
                throw new InvalidDataException($"No wire type {wireType}.");
        }
    }

    private static ReadOnlyMemory<byte> Take(int length, ref ReadOnlyMemory<byte> rest)
    {
        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }

    private static long Varint(ref ReadOnlyMemory<byte> rest)
    {
        var value = 0L;
        for (var shift = 0; ; shift += 7)
        {
            var part = Take(1, ref rest).Span[0];
            value |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    private readonly record struct Field(int Number, long Value, ReadOnlyMemory<byte> Bytes);
}
