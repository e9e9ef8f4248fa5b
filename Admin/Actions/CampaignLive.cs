using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Mobile.Admin.Components.Pages.Campaigns;
using Mobile.Admin.Security;
using Mobile.Features.Campaigns.Audiences;
using Mobile.Features.Campaigns.Running;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Admin.Actions;

/// <summary>What changes on pages of campaigns while one looks at them: the preview as one types, and how far a campaign is.</summary>
internal static class CampaignLive
{
    /// <summary>A browser then asks again, and is let in only where its session still counts.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapPost("/campaigns/preview", async Task<IResult> (HttpContext http, PreviewAudience.Handler audiences, CancellationToken stop) =>
        {
            if (!http.HasValidToken() || await ActionInput.BindAsync(http) is not { } form)
            {
                return PipelineProblems.BadRequest;
            }

            var change = CampaignInput.Read(form, id: null);
            return new RazorComponentResult<AudiencePreview>(new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(AudiencePreview.Outcome)] = await audiences.PreviewAsync(change, stop),
                [nameof(AudiencePreview.Content)] = change.Content,
            });
        }).WithMetadata(new RequireAntiforgeryTokenAttribute());

        staff.MapGet("/campaigns/{id}/progress", (string id, WatchCampaign.Handler campaigns, IHostApplicationLifetime host, TimeProvider clock, CancellationToken stop) =>
            TypedResults.ServerSentEvents(FollowAsync(campaigns, id, clock.GetUtcNow() + Longest, clock, host.ApplicationStopping, stop)));
    }

    private static async IAsyncEnumerable<SseItem<IReadOnlyDictionary<string, object>>> FollowAsync(
        WatchCampaign.Handler campaigns, string id, DateTimeOffset until, TimeProvider clock, CancellationToken stopping, [EnumeratorCancellation] CancellationToken gone)
    {
        // A host that stops waits for nobody who merely watches.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, gone);
        await foreach (var progress in campaigns.WatchAsync(id, end.Token))
        {
            yield return new(CampaignNumbers.Of(progress.State, progress.Results, progress.ThrottlePerMinute), "progress");
            if (clock.GetUtcNow() > until)
            {
                yield break;
            }
        }

        if (!end.IsCancellationRequested)
        {
            yield return new(new Dictionary<string, object>(StringComparer.Ordinal), "end");
        }
    }
}
