using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline.OpenApi;

/// <summary>What an endpoint's processors ask for and may answer, read from the metadata that each leaves.</summary>
internal sealed class DescribeProcessors : IOpenApiOperationTransformer
{
    /// <summary>The codes of a response, for programs: an app team's generator, and the compatibility gate.</summary>
    private const string Codes = "x-problem-codes";

    private static readonly ProblemType[] FromAnywhere =
        [PipelineProblems.QuotaExceeded, PipelineProblems.InternalError, PipelineProblems.StoreUnavailable, PipelineProblems.ReducedCapacity];

    private static readonly ProblemType[] FromAnyVersion =
        [PipelineProblems.ApiVersionRetired, PipelineProblems.ApiVersionBrownout, PipelineProblems.ClientUpgradeRequired];

    private static readonly ProblemType[] WhereSignedIn =
        [PipelineProblems.Unauthenticated, PipelineProblems.TokenExpired, PipelineProblems.TokenInvalid];

    private static readonly ProblemType[] WhereBodyIsRead =
    [
        PipelineProblems.MalformedJson, PipelineProblems.JsonTooDeep, PipelineProblems.InvalidType, PipelineProblems.BodyRequired,
        PipelineProblems.ValidationFailed, PipelineProblems.BodyTooLarge, PipelineProblems.UnsupportedMediaType,
    ];

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.OperationId = SliceOf(metadata);
        var problems = new List<ProblemType>(FromAnywhere);
        problems.AddRange(metadata.OfType<ProblemsMetadata>().SelectMany(endpoint => endpoint.Types));
        if (metadata.OfType<ApiVersionMetadata>().Any())
        {
            problems.AddRange(FromAnyVersion);
        }

        if (operation.RequestBody is not null)
        {
            problems.AddRange(WhereBodyIsRead);
        }

        if (!metadata.OfType<IAllowAnonymous>().Any())
        {
            problems.AddRange(WhereSignedIn);
            operation.Security = [Require(DescribeApi.SignIn, context.Document!), Require(DescribeApi.Bearer, context.Document!)];
        }

        foreach (var parameter in metadata.OfType<ParameterMetadata>())
        {
            Add(operation, parameter.Describe());
        }

        foreach (var alternative in metadata.OfType<AlternativeResponseMetadata>())
        {
            var content = ((OpenApiResponse)operation.Responses!["200"]).Content!["application/json"];
            content.Schema = new OpenApiSchema { OneOf = [content.Schema!, await context.AddListAsync(alternative.List, cancellationToken)] };
        }

        DescribeVersions(operation);
        var schema = await context.GetOrCreateSchemaAsync(typeof(ProblemBody), cancellationToken: cancellationToken);
        context.Document!.AddComponent(nameof(ProblemBody), schema);
        foreach (var status in problems.Distinct().GroupBy(problem => problem.Status).OrderBy(status => status.Key))
        {
            operation.Responses ??= [];
            operation.Responses[status.Key.ToString()] = Response(status, context.Document!);
        }
    }

    /// <summary>placeOrder, for an endpoint that the slice PlaceOrder maps.</summary>
    private static string SliceOf(IList<object> metadata)
    {
        var type = metadata.OfType<MethodInfo>().Last().DeclaringType!;
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return JsonNamingPolicy.CamelCase.ConvertName(type.Name);
    }

    private static void Add(OpenApiOperation operation, OpenApiParameter parameter) => (operation.Parameters ??= []).Add(parameter);

    /// <summary>What a versioned resource adds: where it is, which version this is, and how to ask whether it is still that one.</summary>
    private static void DescribeVersions(OpenApiOperation operation)
    {
        if (operation.Responses?.TryGetValue("201", out var created) is true)
        {
            AddHeader(created, "Location", "The path of the new resource.");
            AddHeader(created, "ETag", "The version of the resource.");
        }

        if (operation.Responses?.ContainsKey("304") is true)
        {
            AddHeader(operation.Responses["200"], "ETag", "The version of the resource.");
            Add(operation, new()
            {
                Name = "If-None-Match",
                In = ParameterLocation.Header,
                Description = "The ETag that the app holds: an unchanged resource is answered with 304 and no body.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }
    }

    private static void AddHeader(IOpenApiResponse response, string name, string description) =>
        (((OpenApiResponse)response).Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal))[name] =
            new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static OpenApiSecurityRequirement Require(string scheme, OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };

    private static OpenApiResponse Response(IEnumerable<ProblemType> types, OpenApiDocument document) => new()
    {
        Description = string.Join("; ", types.Select(type => $"{type.Code}: {type.Title}")),
        Extensions = new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal)
        {
            [Codes] = new JsonNodeExtension(new JsonArray([.. types.Select(type => JsonValue.Create(type.Code))])),
        },
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            [Problem.MediaType] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(nameof(ProblemBody), document) },
        },
    };
}
