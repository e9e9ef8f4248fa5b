using System.ComponentModel.DataAnnotations;
using Mobile.Features.Data;

namespace Mobile.Features.Pipeline;

/// <summary>An id as an app may choose it. A pattern alone lets an empty text pass.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class IdFormAttribute : RegularExpressionAttribute
{
    public IdFormAttribute()
        : base(Ids.Pattern) => ErrorMessage = Ids.Form;

    public override bool IsValid(object? value) => value is not "" && base.IsValid(value);
}
