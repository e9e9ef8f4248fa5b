using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Sync;

namespace Mobile.Features.Home;

/// <summary>Gives each part of <c>GET /home</c> the type of what its own endpoint answers, which the version decides.</summary>
internal sealed class DescribeHome : IOpenApiOperationTransformer
{
    private const string Profile = "profile";

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.RelativePath?.EndsWith("/home", StringComparison.Ordinal) is not true)
        {
            return;
        }

        var document = context.Document!;
        var home = await context.GetOrCreateSchemaAsync(typeof(GetHome.Response), cancellationToken: cancellationToken);
        using var scope = context.ApplicationServices.CreateScope();
        foreach (var source in scope.ServiceProvider.GetServices<ISyncSource>().Where(source => home.Properties!.ContainsKey(source.Name)))
        {
            var item = source.ItemType(context.DocumentName);
            var part = await context.GetOrCreateSchemaAsync(typeof(GetHome.Part), cancellationToken: cancellationToken);
            part.Properties!["data"] = source.Name == Profile
                ? new OpenApiSchemaReference(OpenApiRegistration.NameOf(item), document)
                : await context.AddListAsync(typeof(PageBody<>), typeof(DeltaBody<>), item, cancellationToken);
            part.Properties["problem"] = new OpenApiSchemaReference(nameof(ProblemBody), document) { Description = part.Properties["problem"].Description };
            var name = $"{nameof(GetHome)}{char.ToUpperInvariant(source.Name[0])}{source.Name[1..]}";
            document.AddComponent(name, part);
            home.Properties![source.Name] = new OpenApiSchemaReference(name, document) { Description = home.Properties[source.Name].Description };
        }

        var response = OpenApiRegistration.NameOf(typeof(GetHome.Response));
        document.AddComponent(response, home);
        ((OpenApiResponse)operation.Responses!["200"]).Content!["application/json"].Schema = new OpenApiSchemaReference(response, document);
    }
}
