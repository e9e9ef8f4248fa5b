namespace Mobile.Testing;

/// <summary>A fact that a real Chromium shows; a visible skip where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public const string Variable = "MOBILE_TEST_CHROMIUM";

    public BrowserFactAttribute()
    {
        if (Chromium is null)
        {
            Skip = $"Install Chromium (Debian: apt-get install chromium), or set {Variable} to its path.";
        }
    }

    public static string? Chromium { get; } = new[] { Environment.GetEnvironmentVariable(Variable), "/usr/bin/chromium", "/usr/bin/google-chrome" }
        .FirstOrDefault(File.Exists);
}
