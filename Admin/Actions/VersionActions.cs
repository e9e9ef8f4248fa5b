using Mobile.Admin.Components.Pages.Versions;
using Mobile.Features.Pipeline;
using Mobile.Features.Versions.Lifecycle;

namespace Mobile.Admin.Actions;

/// <summary>What staff of the role release decide about API versions.</summary>
internal static class VersionActions
{
    private static readonly string[] Release = [Staff.Release];

    public static void Map(AdminActions actions)
    {
        actions.Map<VersionPage>("/versions/{version}/deprecate", Release, async (
                string version, ActionInput form, DeprecateVersion.Handler versions, CancellationToken stop) =>
            {
                var change = new DeprecateVersion.Change(
                    version, form.Instant("deprecatedAt"), form.Instant("sunsetAt"), form.Text("informationUrl"), form.Revision);
                return form.Problem ?? await versions.DeprecateAsync(change, stop)
                    .ThenAsync($"/admin/versions/{version}", $"{version} is deprecated: each of its answers says so from now on.");
            });
    }
}
