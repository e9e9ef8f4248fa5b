namespace Mobile.Features.Pipeline;

/// <summary>
/// The endpoint takes access tokens of an account that was deleted, for as long as they are good: it gives a repeated deletion its first
/// answer, or runs the requests of which one may be that.
/// </summary>
public sealed record ClosedAccountMetadata;
