using Microsoft.AspNetCore.Http;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Admin.Actions;

/// <summary>What a form shows in its fields: what was typed when it was refused, otherwise what is there.</summary>
public sealed class FormFields(IFormCollection? posted, Problem? problem)
{
    public static readonly FormFields Fresh = new(null, null);

    public bool IsPosted => posted is not null;

    public string? Value(string name, string? otherwise) => posted is null ? otherwise : posted[name].ToString();

    public bool IsChecked(string name, string value, bool otherwise) => posted is null ? otherwise : posted[name].Contains(value, StringComparer.Ordinal);

    /// <summary>Why the field was refused.</summary>
    public string? Error(string name) => problem?.Errors?.TryGetValue(name, out var messages) is true ? string.Join(' ', messages) : null;
}
