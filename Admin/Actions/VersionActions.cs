using Mobile.Admin.Components.Pages.Versions;
using Mobile.Features.Pipeline;
using Mobile.Features.Versions;
using Mobile.Features.Versions.Lifecycle;
using Mobile.Features.Versions.Policy;
using Mobile.Features.Versions.RemoteConfig;

namespace Mobile.Admin.Actions;

/// <summary>What staff of the role release decide about API versions, and about what apps are told when they start.</summary>
internal static class VersionActions
{
    private const int MaxMinutes = 60;

    private static readonly string[] Release = [Staff.Release];

    public static void Map(AdminActions actions)
    {
        MapLifecycle(actions);
        MapBrownouts(actions);
        MapApps(actions);
        MapFlags(actions);
        MapPins(actions);
    }

    private static void MapLifecycle(AdminActions actions)
    {
        actions.Map<VersionPage>("/versions/{version}/deprecate", Release, async (
                string version, ActionInput form, DeprecateVersion.Handler versions, CancellationToken stop) =>
            {
                var change = new DeprecateVersion.Change(
                    version, form.Instant("deprecatedAt"), form.Instant("sunsetAt"), form.Text("informationUrl"), form.Revision);
                return form.Problem ?? await versions.DeprecateAsync(change, stop)
                    .ThenAsync(Page(version), $"{version} is deprecated: each of its answers says so from now on.");
            });

        actions.Map<VersionPage>("/versions/{version}/support", Release, (
                string version, ActionInput form, SupportVersion.Handler versions, CancellationToken stop) =>
            versions.SupportAsync(version, form.Revision, stop).ThenAsync(Page(version), $"{version} is supported: it answers, and speaks of no end."));

        actions.Map<VersionPage>("/versions/{version}/make-current", Release, (
                string version, ActionInput form, MakeVersionCurrent.Handler versions, CancellationToken stop) =>
            versions.MakeCurrentAsync(version, form.Revision, stop).ThenAsync(Page(version), $"{version} is the current version: new apps are built on it."));

        actions.Map<VersionPage>("/versions/{version}/retire", Release, (
                string version, ActionInput form, RetireVersion.Handler versions, CancellationToken stop) =>
            versions.RetireAsync(new(version, form.Text("overrideReason"), form.Revision), stop)
                .ThenAsync(Page(version), $"{version} is retired: it answers 410 from now on."));
    }

    private static void MapBrownouts(AdminActions actions)
    {
        actions.Map<VersionPage>("/versions/{version}/schedule-brownout", Release, async (
                string version, ActionInput form, ScheduleBrownout.Handler brownouts, CancellationToken stop) =>
            {
                form.Required("startsAt");
                form.Required("minutes");
                var (startsAt, minutes) = (form.Instant("startsAt") ?? default, form.Number("minutes") ?? 0);
                if (minutes is < 1 or > MaxMinutes)
                {
                    form.Wrong("minutes", $"Write how many minutes, from 1 to {MaxMinutes}.");
                }

                return form.Problem ?? await brownouts.ScheduleAsync(new(version, startsAt, startsAt.AddMinutes(minutes), form.Revision), stop)
                    .ThenAsync(Page(version), "The brownout is scheduled.");
            });

        actions.Map<VersionPage>("/versions/{version}/cancel-brownout", Release, (
                string version, ActionInput form, CancelBrownout.Handler brownouts, CancellationToken stop) =>
            brownouts.CancelAsync(form.Text("id") ?? "", form.Revision, stop).ThenAsync(Page(version), "The brownout is cancelled."));
    }

    private static void MapApps(AdminActions actions) => actions.Map<AppsPage>("/versions/apps/set", Release, (
            ActionInput form, SetAppRelease.Handler apps, CancellationToken stop) =>
        {
            var (platform, minimum) = (form.Text("platform") ?? "", form.Text("minimumVersion"));
            var change = new SetAppRelease.Change(
                platform, minimum, form.Text("recommendedVersion"), form.Text("storeUrl"), form.Text("overrideReason"), form.Revision);
            return apps.SetAsync(change, stop).ThenAsync("/admin/versions/apps", minimum is null
                ? $"No app for {PlatformName.Of(platform)} is refused."
                : $"Apps for {PlatformName.Of(platform)} before {minimum} are refused from now on.");
        });

    private static void MapFlags(AdminActions actions)
    {
        actions.Map<FlagsPage>("/versions/flags/set", Release, async (
                ActionInput form, SetFlag.Handler flags, GetPolicy.Handler policy, CancellationToken stop) =>
            {
                var name = form.Required("name");
                form.Required("percentage");
                var change = new SetFlag.Change(
                    name,
                    form.Checked("enabled"),
                    form.Number("percentage") ?? 0,
                    form.Text("minimumIos"),
                    form.Text("minimumAndroid"),
                    form.Text("description"),
                    form.Revision);
                if (form.Checked("new") && (await policy.GetAsync(stop)).Flags.Any(flag => flag.Name == name))
                {
                    return VersionProblems.Invalid("name", $"There is a flag '{name}' already; choose it in the list to change it.");
                }

                return form.Problem ?? await flags.SetAsync(change, stop).ThenAsync("/admin/versions/flags", $"The flag {name} is set.");
            });

        actions.Map<FlagsPage>("/versions/flags/remove", Release, (ActionInput form, RemoveFlag.Handler flags, CancellationToken stop) =>
            flags.RemoveAsync(form.Text("name") ?? "", form.Revision, stop)
                .ThenAsync("/admin/versions/flags", $"The flag {form.Text("name")} is removed: apps take it for off."));
    }

    private static void MapPins(AdminActions actions) => actions.Map<PinsPage>("/versions/pins/set", Release, async (
            ActionInput form, SetCertificatePins.Handler pins, CancellationToken stop) =>
        {
            var host = form.Required("host");
            var sha256 = (form.Text("sha256") ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return form.Problem ?? await pins.SetAsync(new(host, sha256, form.Revision), stop)
                .ThenAsync("/admin/versions/pins", sha256.Length == 0 ? $"Nothing is pinned for {host} any more." : $"The pins of {host} are set.");
        });

    private static string Page(string version) => $"/admin/versions/{version}";
}
