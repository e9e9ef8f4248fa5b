using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Mobile.Api.Hosting.Edge;

/// <summary>Breaks off an answer of which the client takes nothing more.</summary>
/// <remarks>
/// Kestrel's own minimum rate counts from how much was written, so that one large answer buys its reader hours, and what was read quickly counts for what
/// is not read at all. Here each <see cref="Piece"/> has its own time.
/// </remarks>
internal sealed class ResponseDeadline
{
    /// <summary>What is given to the connection at once.</summary>
    public const int Piece = 32 * 1024;

    /// <summary>What is flushed at once gets no more time than so many pieces, however much it is.</summary>
    private const int MostPieces = 16;

    private readonly TimeProvider clock;
    private readonly Counter<long> aborted;
    private int waiting;

    public ResponseDeadline(TimeProvider clock, IMeterFactory meters)
    {
        this.clock = clock;
        var meter = meters.Create("Mobile.Pipeline");
        meter.CreateObservableGauge("mobile.responses.waiting", () => Waiting, "{response}", "Answers that wait for their client to take more.");
        aborted = meter.CreateCounter<long>(
            "mobile.responses.aborted", "{response}", "Answers that were broken off since their client took nothing more.");
    }

    /// <summary>In which the slowest phone takes a piece, behind the 64 KiB that the connection holds: a kibibyte a second.</summary>
    public TimeSpan TimePerPiece { get; internal set; } = TimeSpan.FromSeconds(90);

    /// <summary>How many answers wait for their client.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <param name="pieces">How many pieces are under way.</param>
    public async ValueTask<FlushResult> WaitAsync(HttpContext context, Task<FlushResult> flush, long pieces)
    {
        Interlocked.Increment(ref waiting);
        try
        {
            return await flush.WaitAsync(TimePerPiece * Math.Clamp(pieces, 1, MostPieces), clock);
        }
        catch (TimeoutException)
        {
            aborted.Add(1);
            context.Abort();
            return new(isCanceled: false, isCompleted: true);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }
}

/// <summary>Hands an answer to the connection piece by piece. What is taken at once, as nearly all is, costs no more than to look.</summary>
internal sealed class DeadlineBodyFeature(HttpContext context, IHttpResponseBodyFeature inner, ResponseDeadline deadline)
    : PipeWriter, IHttpResponseBodyFeature
{
    private readonly PipeWriter output = inner.Writer;
    private Stream? stream;
    private long unflushed;

    public Stream Stream => stream ??= AsStream(leaveOpen: true);

    public PipeWriter Writer => this;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => unflushed;

    public override Memory<byte> GetMemory(int sizeHint = 0) => output.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => output.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        output.Advance(bytes);
        unflushed += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => Send(output.FlushAsync(cancellationToken), 0);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        source.Length <= ResponseDeadline.Piece
            ? Send(output.WriteAsync(source, cancellationToken), source.Length)
            : WritePiecesAsync(source, cancellationToken);

    public override void CancelPendingFlush() => output.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => output.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => output.CompleteAsync(exception);

    public void DisableBuffering() => inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    Task IHttpResponseBodyFeature.CompleteAsync() => inner.CompleteAsync();

    private ValueTask<FlushResult> Send(ValueTask<FlushResult> flush, long more)
    {
        var bytes = unflushed + more;
        unflushed = 0;
        return flush.IsCompleted
            ? flush
            : deadline.WaitAsync(context, flush.AsTask(), (bytes + ResponseDeadline.Piece - 1) / ResponseDeadline.Piece);
    }

    private async ValueTask<FlushResult> WritePiecesAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        FlushResult result = default;
        for (var rest = source; !rest.IsEmpty && !result.IsCompleted && !result.IsCanceled; rest = rest[Math.Min(rest.Length, ResponseDeadline.Piece)..])
        {
            var write = output.WriteAsync(rest[..Math.Min(rest.Length, ResponseDeadline.Piece)], cancellationToken);
            result = await Send(write, ResponseDeadline.Piece);
        }

        return result;
    }
}

internal static class ResponseDeadlineRegistration
{
    /// <summary>Precedes whatever buffers or compresses answers, so that it sees what the connection is given.</summary>
    public static void UseResponseDeadline(this IApplicationBuilder app)
    {
        var deadline = app.ApplicationServices.GetRequiredService<ResponseDeadline>();
        app.Use((context, next) =>
        {
            var features = context.Features;
            features.Set<IHttpResponseBodyFeature>(new DeadlineBodyFeature(context, features.GetRequiredFeature<IHttpResponseBodyFeature>(), deadline));
            return next(context);
        });
    }
}
