using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Admin.Actions;
using Mobile.Admin.Tests.Support;
using Mobile.Features.Pipeline;

namespace Mobile.Admin.Tests;

/// <summary>What a role may not do is not accepted from hand-made requests either.</summary>
public sealed class RoleTests(Dashboard dashboard) : IClassFixture<Dashboard>
{
    private static readonly string[] Push = [Staff.Push];
    private static readonly string[] Release = [Staff.Release];
    private static readonly string[] Serve = [Staff.Push, Staff.Release];

    /// <summary>The truth about who may do what, written down a second time.</summary>
    private static readonly Dictionary<string, string[]> Actions = new(StringComparer.Ordinal)
    {
        ["/admin/versions/{version}/deprecate"] = Release,
        ["/admin/operations/outbox/retry-event"] = Push,
        ["/admin/operations/outbox/decide"] = Push,
        ["/admin/operations/workers/rebuild-hub"] = Release,
        ["/admin/versions/{version}/support"] = Release,
        ["/admin/versions/{version}/make-current"] = Release,
        ["/admin/versions/{version}/retire"] = Release,
        ["/admin/versions/{version}/schedule-brownout"] = Release,
        ["/admin/versions/{version}/cancel-brownout"] = Release,
        ["/admin/versions/apps/set"] = Release,
        ["/admin/versions/flags/set"] = Release,
        ["/admin/versions/flags/remove"] = Release,
        ["/admin/versions/pins/set"] = Release,
        ["/admin/devices/{deviceId}/test-push"] = Push,
        ["/admin/devices/{deviceId}/end-registration"] = Serve,
        ["/admin/devices/{deviceId}/end-session"] = Serve,
        ["/admin/orders/{orderId}/ship"] = Serve,
        ["/admin/campaigns/new/save"] = Push,
        ["/admin/campaigns/{id}/edit/save"] = Push,
        ["/admin/campaigns/{id}/duplicate"] = Push,
        ["/admin/campaigns/{id}/schedule"] = Push,
        ["/admin/campaigns/{id}/approve"] = Push,
        ["/admin/campaigns/{id}/return"] = Push,
        ["/admin/campaigns/{id}/pause"] = Push,
        ["/admin/campaigns/{id}/resume"] = Push,
        ["/admin/campaigns/{id}/cancel"] = Push,
        ["/admin/campaigns/{id}/retry-unknown"] = Push,
        ["/admin/campaigns/{id}/assume-delivered"] = Push,
        ["/admin/campaigns/{id}/retry-failed"] = Push,
    };

    [Fact]
    public void Every_action_is_in_the_table()
    {
        var actions = dashboard.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<AdminActionMetadata>() is not null)
            .ToDictionary(endpoint => endpoint.RoutePattern.RawText!, endpoint => endpoint.Metadata.GetMetadata<AdminActionMetadata>()!.AnyOf, StringComparer.Ordinal);

        Assert.Equal(Actions.Keys.Order(), actions.Keys.Order());
        Assert.All(Actions, action => Assert.Equal(action.Value, actions[action.Key]));
    }

    [Theory]
    [InlineData("vera", Staff.Viewer)]
    [InlineData("pia", Staff.Viewer, Staff.Push)]
    public async Task What_a_role_may_not_do_is_refused_audited_and_changes_nothing(string user, params string[] roles)
    {
        using var browser = await Browser.SignInAsync(dashboard.Address, user);
        using var alice = await dashboard.Host.SignInAsync("alice");
        var (order, device) = (await alice.PlaceOrderAsync(), DeviceExtensions.NewInstallation());
        await alice.RegisterAsync(device, DeviceExtensions.Registration());
        foreach (var (pattern, _) in Actions.Where(action => !action.Value.Intersect(roles).Any()))
        {
            var path = pattern.Replace("{version}", "v1", StringComparison.Ordinal)
                .Replace("{orderId}", order, StringComparison.Ordinal).Replace("{deviceId}", device, StringComparison.Ordinal)
                .Replace("{id}", "1", StringComparison.Ordinal);
            var before = await FingerprintAsync();
            var token = (await browser.HiddenFieldsAsync("/admin", "/admin/signout")).Single();

            var answer = await browser.PostAsync(path, token, ("formId", App.NewKey()));

            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Equal(before, await FingerprintAsync());
            Assert.Equal(1, await dashboard.Host.Store.ReadAsync<long>(
                $"SELECT CAST(COUNT(*) AS bigint) FROM audit_log JOIN users ON users.id = actor WHERE action = 'action-refused' AND audit_log.subject = 'POST {pattern}' AND users.subject = '{user}'"));
        }
    }

    /// <summary>All that an action could change.</summary>
    private Task<string?> FingerprintAsync() => dashboard.Host.Store.ReadAsync<string>("""
        SELECT (SELECT COUNT(*) FROM audit_log WHERE last_at IS NULL) || '/' || (SELECT COUNT(*) FROM submissions) || '/' || (SELECT COALESCE(SUM(seq), 0) FROM feeds)
        """);
}
