using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Mobile.Features.Pipeline.OpenApi;

/// <summary>Declares another list in which the endpoint may answer 200, beside a page.</summary>
/// <param name="List">Generic over its items.</param>
public sealed record AlternativeResponseMetadata(Type List);

/// <summary>Adds the schemas of lists to a document.</summary>
/// <remarks>
/// A page and a delta are one schema, with what both have required and a condition for the rest. Given <c>oneOf</c>, Kiota reads null for want of a
/// discriminator, and NSwag keeps the first alternative only; generators read over a condition, and validators do not.
/// </remarks>
internal static class ListSchemas
{
    /// <summary>Adds the schema of what a list endpoint answers: a page, or what stands in its place.</summary>
    /// <param name="item">Of a type that the document knows already.</param>
    public static async Task<OpenApiSchemaReference> AddListAsync(
        this OpenApiOperationTransformerContext context, Type page, Type alternative, Type item, CancellationToken stop)
    {
        var list = await context.CreateListAsync(page.MakeGenericType(item), item, stop);
        var other = await context.CreateListAsync(alternative.MakeGenericType(item), item, stop);
        var members = list.Properties!;
        foreach (var (name, member) in other.Properties!)
        {
            if (!members.TryAdd(name, member))
            {
                var both = (OpenApiSchema)members[name];
                both.Description = $"Of a page: {both.Description} Of a delta: {member.Description}";
            }
        }

        var (ofPage, ofOther) = (list.Required!, other.Required!);
        List<string> ofOtherOnly = [.. ofOther.Except(ofPage, StringComparer.Ordinal)];
        (list.If, list.Then, list.Else) = (With(ofOtherOnly[..1]), With(ofOtherOnly), With([.. ofPage.Except(ofOther, StringComparer.Ordinal)]));
        list.Required = ofPage.Intersect(ofOther, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        list.Description = "A page of the list, which has `next`; or, to a request with `since`, a delta, which has `deleted` and `more`.";
        var nameOf = OpenApiRegistration.NameOf(item) + "List";
        context.Document!.AddComponent(nameOf, list);
        return new(nameOf, context.Document);
    }

    /// <summary>Adds the schema of a generic contract whose <c>items</c> are of a type that the document knows already.</summary>
    public static async Task<OpenApiSchemaReference> AddListAsync(this OpenApiOperationTransformerContext context, Type list, CancellationToken stop)
    {
        var name = OpenApiRegistration.NameOf(list);
        context.Document!.AddComponent(name, await context.CreateListAsync(list, list.GenericTypeArguments[0], stop));
        return new(name, context.Document);
    }

    private static async Task<OpenApiSchema> CreateListAsync(this OpenApiOperationTransformerContext context, Type list, Type item, CancellationToken stop)
    {
        var schema = await context.GetOrCreateSchemaAsync(list, cancellationToken: stop);
        ((OpenApiSchema)schema.Properties!["items"]).Items = new OpenApiSchemaReference(OpenApiRegistration.NameOf(item), context.Document);
        return schema;
    }

    /// <summary>Demands the members, and no more of them.</summary>
    private static OpenApiSchema With(IReadOnlyList<string> members) => new()
    {
        Required = members.ToHashSet(StringComparer.Ordinal),
        Properties = members.ToDictionary(member => member, IOpenApiSchema (_) => new OpenApiSchema(), StringComparer.Ordinal),
    };
}
