using System.ComponentModel.DataAnnotations;

namespace Mobile.Features.Pipeline;

/// <summary>Text that people wrote: line breaks and tabs are fine, other control characters are refused.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class PlainTextAttribute() : ValidationAttribute("Leave out control characters.")
{
    public override bool IsValid(object? value) =>
        value is not string text || !text.Any(character => char.IsControl(character) && character is not ('\n' or '\r' or '\t'));
}
