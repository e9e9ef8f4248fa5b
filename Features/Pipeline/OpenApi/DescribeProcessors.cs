using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using Mobile.Features.Pipeline.Apps;
using Mobile.Features.Pipeline.Idempotency;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline.OpenApi;

/// <summary>Describes what an endpoint's processors ask for and may answer, from the metadata that each leaves.</summary>
internal sealed class DescribeProcessors : IOpenApiOperationTransformer
{
    /// <summary>The codes of a response, for programs: an app team's generator, and the compatibility gate.</summary>
    private const string Codes = "x-problem-codes";

    private static readonly ProblemType[] FromAnywhere =
    [
        PipelineProblems.QuotaExceeded, PipelineProblems.TooManyConcurrentRequests, PipelineProblems.InternalError, PipelineProblems.StoreUnavailable,
        PipelineProblems.ReducedCapacity,
    ];

    private static readonly ProblemType[] FromAnyVersion =
        [PipelineProblems.ApiVersionRetired, PipelineProblems.ApiVersionBrownout, PipelineProblems.ClientUpgradeRequired];

    private static readonly ProblemType[] WhereSignedIn =
        [PipelineProblems.Unauthenticated, PipelineProblems.TokenExpired, PipelineProblems.TokenInvalid];

    private static readonly ProblemType[] WhereBodyIsRead =
    [
        PipelineProblems.MalformedJson, PipelineProblems.JsonTooDeep, PipelineProblems.InvalidType, PipelineProblems.BodyRequired,
        PipelineProblems.ValidationFailed, PipelineProblems.BadRequest, PipelineProblems.RequestTimeout, PipelineProblems.BodyTooLarge,
        PipelineProblems.UnsupportedMediaType,
    ];

    /// <summary>What the operations of a version answer alike: a component of the document, so that each refers to it.</summary>
    private static readonly HashSet<ProblemType> Shared =
    [
        .. FromAnywhere, .. FromAnyVersion, .. WhereSignedIn,
        PipelineProblems.RequestTimeout, PipelineProblems.BodyTooLarge, PipelineProblems.UnsupportedMediaType,
    ];

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var document = context.Document!;
        operation.OperationId = SliceOf(metadata);
        operation.Responses ??= [];
        var isOfVersion = metadata.OfType<ApiVersionMetadata>().Any();
        var problems = new List<ProblemType>(FromAnywhere);
        problems.AddRange(metadata.OfType<ProblemsMetadata>().SelectMany(endpoint => endpoint.Types));
        if (isOfVersion)
        {
            problems.AddRange(FromAnyVersion);
        }

        if (operation.RequestBody is not null)
        {
            problems.AddRange(WhereBodyIsRead);
        }

        if (metadata.OfType<IAllowAnonymous>().Any())
        {
            operation.Security = [];
        }
        else
        {
            problems.AddRange(WhereSignedIn);
            problems.Add(PipelineProblems.AccountDeleted);
            operation.Security = [Require(DescribeApi.SignIn, document), Require(DescribeApi.Bearer, document)];
        }

        foreach (var parameter in metadata.OfType<ParameterMetadata>())
        {
            (operation.Parameters ??= []).Add(parameter.Describe());
        }

        foreach (var alternative in metadata.OfType<AlternativeResponseMetadata>())
        {
            var content = ((OpenApiResponse)operation.Responses["200"]).Content!["application/json"];
            content.Schema = await context.AddListAsync(
                typeof(PageBody<>), alternative.List.GetGenericTypeDefinition(), alternative.List.GenericTypeArguments[0], cancellationToken);
        }

        foreach (var form in metadata.OfType<FormMetadata>())
        {
            await form.DescribeAsync(operation, context, cancellationToken);
        }

        foreach (var example in metadata.OfType<ExampleMetadata>())
        {
            example.Describe(operation);
        }

        AddRequestHeaders(operation, context, isOfVersion);
        foreach (var (status, answer) in operation.Responses)
        {
            document.AddHeaders((OpenApiResponse)answer, HeadersOf(status, operation, metadata, isOfVersion));
        }

        await AddProblemsAsync(problems, operation, context, isOfVersion, cancellationToken);
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

    private static void AddRequestHeaders(OpenApiOperation operation, OpenApiOperationTransformerContext context, bool isOfVersion)
    {
        var document = context.Document!;
        if (operation.Responses!.ContainsKey("304"))
        {
            document.AddHeader(operation, ApiHeaders.IfNoneMatch);
        }

        document.AddHeader(operation, AppHeaders.PlatformName);
        document.AddHeader(operation, AppHeaders.VersionName);
        document.AddHeader(operation, AppHeaders.DeviceName);
        if (isOfVersion && IsRemembered(context.Description.ActionDescriptor.EndpointMetadata))
        {
            document.AddHeader(operation, AppHeaders.QueuedAtName);
        }
    }

    /// <summary>The headers of an answer that is no problem.</summary>
    private static IEnumerable<string> HeadersOf(string status, OpenApiOperation operation, IList<object> metadata, bool isOfVersion)
    {
        IEnumerable<string> headers = [.. ApiHeaders.OfAnyAnswer, .. isOfVersion ? ApiHeaders.OfAnyVersion : []];
        headers = headers.Concat(metadata.OfType<ResponseHeaderMetadata>().Where(sent => sent.Status.ToString() == status).Select(sent => sent.Name));
        headers = IsRemembered(metadata) ? headers.Append(IdempotencyProcessor.ReplayedHeader) : headers;
        return status is "200" or "304" && operation.Responses!.ContainsKey("304") ? headers.Append("ETag") : headers;
    }

    private static bool IsRemembered(IList<object> metadata) => metadata.OfType<IdempotencyMetadata>().Any();

    private static async Task AddProblemsAsync(
        List<ProblemType> problems, OpenApiOperation operation, OpenApiOperationTransformerContext context, bool isOfVersion, CancellationToken stop)
    {
        var document = context.Document!;
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var schema = await context.AddProblemSchemasAsync(stop);
        IEnumerable<string> always = [.. ApiHeaders.OfAnyAnswer, .. isOfVersion ? ApiHeaders.OfAnyVersion : []];
        foreach (var status in problems.Distinct().GroupBy(problem => problem.Status).OrderBy(status => status.Key))
        {
            var answer = Response(status, status.Key == StatusCodes.Status412PreconditionFailed ? schema.Conflict : schema.Problem);
            document.AddHeaders(answer, always.Concat(status.SelectMany(type => type.Headers)));
            if (IsRemembered(metadata) && StoredReply.MayRemember(status.Key))
            {
                document.AddHeaders(answer, [IdempotencyProcessor.ReplayedHeader]);
            }

            operation.Responses![status.Key.ToString()] = isOfVersion && status.All(Shared.Contains) ? Share(answer, status.Key, document)
                : operation.Responses.GetValueOrDefault(status.Key.ToString()) is OpenApiResponse other ? Join(other, answer)
                : answer;
        }
    }

    private static OpenApiResponseReference Share(OpenApiResponse answer, int status, OpenApiDocument document)
    {
        var name = ReasonPhrases.GetReasonPhrase(status).Replace(" ", "", StringComparison.Ordinal);
        document.AddComponent(name, answer);
        return new(name, document);
    }

    /// <summary>An endpoint that answers a status with a body of its own may answer it with a problem too.</summary>
    private static OpenApiResponse Join(OpenApiResponse own, OpenApiResponse problem)
    {
        own.Description = $"{own.Description}; {problem.Description}";
        own.Extensions = problem.Extensions;
        foreach (var (name, header) in problem.Headers!)
        {
            own.Headers![name] = header;
        }

        foreach (var (mediaType, content) in problem.Content!)
        {
            own.Content![mediaType] = content;
        }

        return own;
    }

    private static OpenApiSecurityRequirement Require(string scheme, OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };

    private static OpenApiResponse Response(IEnumerable<ProblemType> types, IOpenApiSchema schema) => new()
    {
        Description = string.Join("; ", types.Select(type => $"{type.Code}: {type.Title}")),
        Extensions = new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal)
        {
            [Codes] = new JsonNodeExtension(new JsonArray([.. types.Select(type => JsonValue.Create(type.Code))])),
        },
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            [Problem.MediaType] = new OpenApiMediaType { Schema = schema },
        },
    };
}
