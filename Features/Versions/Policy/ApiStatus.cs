namespace Mobile.Features.Versions.Policy;

/// <summary>The life of an API version, in its order.</summary>
public static class ApiStatus
{
    /// <summary>The one that new apps are built on.</summary>
    public const string Current = "current";

    public const string Supported = "supported";

    /// <summary>Still served, and says with each answer that it will not be for ever.</summary>
    public const string Deprecated = "deprecated";

    /// <summary>Answers 410.</summary>
    public const string Retired = "retired";
}
