namespace Mobile.Admin.Tests.Support;

/// <summary>A theory that axe-core decides in a real Chromium; a visible skip where one of them cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AxeTheoryAttribute : TheoryAttribute
{
    public AxeTheoryAttribute() => Skip = BrowserFactAttribute.Missing ?? (Axe.CanBeHad ? null : "Install Node.js: npm restores axe-core.");
}
