namespace Mobile.Features.Pipeline;

/// <summary>
/// Declares that a merge patch (RFC 7396) may change the member but not remove it: it may be left out, and is refused where it is null. The document says so,
/// so that a generated client does not send null for what its user has not set.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotRemovableAttribute : Attribute;
