namespace Mobile.Features.Pipeline;

/// <summary>
/// What happened in answering a request beside its status, as staff see it counted: a replay, a problem by its code, how far behind an app was.
/// A request has one, the last that was said. Names are few and fixed: nothing that a caller sends is part of one.
/// </summary>
public sealed record Signal(string Name)
{
    /// <summary>The stored reply of an idempotency key.</summary>
    public static readonly Signal Replayed = new("replayed");

    /// <summary>Null where there is nothing to say.</summary>
    public static Signal? Of(HttpContext context) => context.Features.Get<Signal>();

    public void SayOn(HttpContext context) => context.Features.Set(this);
}
