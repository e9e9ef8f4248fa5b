namespace Mobile.Features.Pipeline.OpenApi;

/// <summary>Declares a header that the endpoint sends with answers of a status; <see cref="ApiHeaders"/> defines it.</summary>
public sealed record ResponseHeaderMetadata(int Status, string Name);
