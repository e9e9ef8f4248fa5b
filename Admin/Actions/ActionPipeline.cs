using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Mobile.Admin.Security;
using Mobile.Admin.SignIn;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Forms;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Sessions;

namespace Mobile.Admin.Actions;

/// <summary>
/// What stands before each action: the role, the token against forgery, and, in the transaction of its first write, the session and the id by
/// which a form does once what it does.
/// </summary>
internal sealed class ActionPipeline(
    Viewer viewer, ActionState state, Submissions submissions, CallersStaffSession session, StaffRefusals refusals) : IEndpointFilter
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

        submissions.ClaimWithNextWrite(formId, first: session.HoldAsync);
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
        catch (StaffSessionEndedException)
        {
            // Ended elsewhere since the request began, as by signing out on another node: as without a session.
            SignInEvents.Fail(http, new SignInException(SignInFailure.Ended, "The session has ended."), new() { RedirectUri = ReturnUrl.Home });
            return Results.Empty;
        }
        catch (ProblemException refused) when (refused.Problem.Type == PipelineProblems.Forbidden)
        {
            // The note in the audit log is not what the form does.
            submissions.Withdraw();
            return await RefuseAsync();
        }

        async Task<IResult> RefuseAsync()
        {
            var route = ((RouteEndpoint)http.GetEndpoint()!).RoutePattern.RawText!;
            await refusals.RecordAsync(viewer.UserId, http.Request.Method, route, metadata.AnyOf, CancellationToken.None);
            return PageResults.MissingRole(metadata.AnyOf);
        }

        IResult Show(Problem? problem)
        {
            state.Refused(http.Request.Path, form, problem);
            return PageResults.Page(metadata.Page, http.Request.RouteValues, problem?.Type.Status ?? StatusCodes.Status200OK);
        }
    }
}
