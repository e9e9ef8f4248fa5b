namespace Mobile.Features.Data;

/// <summary>The process cannot start as configured. The message is one sentence that says what to set or mend.</summary>
public sealed class ConfigurationException(string message) : Exception(message);
