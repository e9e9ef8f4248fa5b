using System.Collections;
using System.ComponentModel.DataAnnotations;

namespace Mobile.Features.Pipeline;

/// <summary>A list whose items are all there: JSON can say <c>[null]</c> where the type cannot.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class NoNullItemsAttribute() : ValidationAttribute("Leave out null items.")
{
    public override bool IsValid(object? value) => value is not IEnumerable items || items.Cast<object?>().All(item => item is not null);
}
