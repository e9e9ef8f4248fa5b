using Microsoft.AspNetCore.Http;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Admin.Actions;

/// <summary>What the request has tried to do, for the page that shows why it could not be done, with all that was typed.</summary>
public sealed class ActionState
{
    /// <summary>The path that the form was sent to; null where the page was merely opened.</summary>
    public string? Action { get; private set; }

    public Problem? Problem { get; private set; }

    public IFormCollection? Posted { get; private set; }

    public void Refused(string action, IFormCollection posted, Problem? problem) => (Action, Posted, Problem) = (action, posted, problem);
}
