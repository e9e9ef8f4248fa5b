using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Mobile.Admin.Security;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Forms;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Admin.Actions;

/// <summary>What stands before each action: the role, the token against forgery, and the id by which a form does once what it does.</summary>
internal sealed class ActionPipeline(Viewer viewer, ActionState state, Submissions submissions, StaffRefusals refusals) : IEndpointFilter
{
    public const string FormIdField = "formId";

    private static readonly Problem Forged = PipelineProblems.BadRequest.With(
        "Nothing was done: this page was open for too long, or the request did not come from it. Check what you see, and send it again.");

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var metadata = http.GetEndpoint()!.Metadata.GetRequiredMetadata<AdminActionMetadata>();
        if (metadata.AnyOf.Count > 0 && !metadata.AnyOf.Any(viewer.Is))
        {
            return await RefuseAsync();
        }

        var form = await ActionInput.ReadFormAsync(http);
        var formId = form[FormIdField].ToString();
        if (!http.HasValidToken() || !Submissions.IsId(formId))
        {
            // Decided; nobody else has to refuse the form that the page shows again.
            http.Features.Set<IAntiforgeryValidationFeature>(null);
            return Show(Forged);
        }

        submissions.ClaimWithNextWrite(formId);
        try
        {
            var answer = (ActionAnswer)(await next(context))!;
            if (answer.Location is not { } location)
            {
                return Show(answer.Problem);
            }

            await submissions.RememberAsync(formId, location, CancellationToken.None);
            return PageResults.Redirect(location, answer.Notice);
        }
        catch (AlreadySubmittedException)
        {
            var location = await submissions.FindLocationAsync(formId, http.RequestAborted);
            return location is null
                ? PageResults.Redirect(AdminActions.PageOf(http.Request), "This form was sent before: see here what came of it.")
                : PageResults.Redirect(location, "This was done already, when the form was sent the first time.");
        }
        catch (ProblemException refused) when (refused.Problem.Type == PipelineProblems.Forbidden)
        {
            // The note in the audit log is not what the form does.
            submissions.Withdraw();
            return await RefuseAsync();
        }

        async Task<IResult> RefuseAsync()
        {
            await refusals.RecordAsync(viewer.UserId, http.Request.Method, http.Request.Path, metadata.AnyOf, CancellationToken.None);
            return PageResults.MissingRole(metadata.AnyOf);
        }

        IResult Show(Problem? problem)
        {
            state.Refused(http.Request.Path, form, problem);
            return PageResults.Page(metadata.Page, http.Request.RouteValues, problem?.Type.Status ?? StatusCodes.Status200OK);
        }
    }
}
