namespace Mobile.Testing;

/// <summary>A fact that a real Chromium shows; a visible skip where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public const string Variable = "MOBILE_TEST_CHROMIUM";

    public BrowserFactAttribute() => Skip = Missing;

    public static string? Chromium { get; } = new[] { Environment.GetEnvironmentVariable(Variable), "/usr/bin/chromium", "/usr/bin/google-chrome" }
        .FirstOrDefault(File.Exists);

    /// <summary>How to provide a Chromium; null where there is one.</summary>
    public static string? Missing { get; } = Chromium is null ? $"Install Chromium (Debian: apt-get install chromium), or set {Variable} to its path." : null;
}

/// <summary>The same for each of several rows.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = BrowserFactAttribute.Missing;
}
