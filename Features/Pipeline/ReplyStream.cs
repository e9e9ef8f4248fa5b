using System.Buffers;

namespace Mobile.Features.Pipeline;

/// <summary>
/// Takes the bodies of inner replies, one after the other, into one rented array, from which they are sent. Of a body that is too long nothing is held.
/// </summary>
public sealed class ReplyStream : Stream
{
    private const int Start = 4 * 1024;

    private byte[] bytes = ArrayPool<byte>.Shared.Rent(Start);
    private int length;
    private int max;

    /// <summary>Whether more was written than was allowed.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Good until the next reply begins.</summary>
    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, length);

    public override bool CanRead => false;

    /// <summary>Whoever clears a reply sets its length.</summary>
    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => length;

    public override long Position
    {
        get => length;
        set => throw new NotSupportedException();
    }

    /// <summary>Begins a reply in place of the one before.</summary>
    /// <param name="maxBytes">How long it may be.</param>
    public void Begin(int maxBytes) => (length, max, IsTooLong) = (0, maxBytes, false);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (IsTooLong || buffer.Length > max - length)
        {
            (length, IsTooLong) = (0, true);
            return;
        }

        if (buffer.Length > bytes.Length - length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(bytes.Length * 2, length + buffer.Length));
            Written.Span.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(bytes);
            bytes = larger;
        }

        buffer.CopyTo(bytes.AsSpan(length));
        length += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <param name="value">Zero: the reply is written anew.</param>
    public override void SetLength(long value) => (length, IsTooLong) = value == 0 ? (0, false) : throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
            (bytes, length) = ([], 0);
        }

        base.Dispose(disposing);
    }
}
