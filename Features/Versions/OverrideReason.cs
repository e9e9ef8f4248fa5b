namespace Mobile.Features.Versions;

/// <summary>Why staff go past a guard, for the audit log.</summary>
internal static class OverrideReason
{
    public const int MinLength = 10;

    /// <summary>Null where none was given that says anything.</summary>
    public static string? Read(string? text) => text?.Trim() is { Length: >= MinLength } reason ? reason : null;
}
