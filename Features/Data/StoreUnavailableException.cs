namespace Mobile.Features.Data;

/// <summary>The store cannot take the work at the moment; nothing of it was done and it may be repeated.</summary>
public sealed class StoreUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
