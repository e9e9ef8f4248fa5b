namespace Mobile.Features.Data;

/// <summary>What staff asked of the database was not done, and nothing has changed. The message says why, and what to do.</summary>
public sealed class OperationRefusedException(string message) : Exception(message);
