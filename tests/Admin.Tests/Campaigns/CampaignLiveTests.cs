using System.Net;
using Mobile.Admin.Components.Pages.Campaigns;
using Mobile.Admin.Tests.Support;
using Mobile.Features.Campaigns;

namespace Mobile.Admin.Tests.Campaigns;

/// <summary>What pages of campaigns ask while one looks at them.</summary>
public sealed class CampaignLiveTests(Dashboard dashboard) : IClassFixture<Dashboard>
{
    [Fact]
    public async Task The_progress_of_what_has_ended_is_told_once()
    {
        await dashboard.Host.Store.AddDevicesAsync("ga", 3);
        var id = (await dashboard.DraftAsync("Soon over", CampaignScene.InLocale("ga"))).Id;
        await dashboard.ScheduleAsync(id);
        await dashboard.ReachAsync(id, CampaignStates.Completed);
        using var vera = await Browser.SignInAsync(dashboard.Address, "vera");

        var answer = await vera.GetAsync($"/admin/campaigns/{id}/progress");

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["event: progress", "event: end"], lines.Where(line => line.StartsWith("event:", StringComparison.Ordinal)));
        Assert.Contains("\"sent\":\"3\"", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, true)]
    [InlineData(HttpStatusCode.BadRequest, false)]
    public async Task The_preview_answers_forms_of_the_dashboard_alone(HttpStatusCode status, bool genuine)
    {
        using var pia = await Browser.SignInAsync(dashboard.Address, "pia");
        var fields = genuine ? await pia.HiddenFieldsAsync("/admin", "/admin/signout") : [];

        var answer = await pia.PostAsync("/admin/campaigns/preview", [.. fields, ("audience.kind", "all"), ("title", "To nobody")]);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(genuine, (await answer.Content.ReadAsStringAsync()).Contains("To nobody", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stored_audience_comes_back_from_its_form_as_it_was()
    {
        const string audience = """
            {"any":[{"platform":["apns","fcmV1"]},{"appVersion":{"from":"3.2.0","below":"4.0.0-beta.1"}},{"locale":["de","zh-Hant"]},{"optedIn":"orders"},{"activeWithinDays":30},{"inactiveForDays":7},{"users":["one","two"]},{"all":[{"any":[{"locale":["fr"]}]}]}]}
            """;

        Assert.Equal(audience.Trim(), AudienceForm.Of(audience).Root.ToJson().ToJsonString());
    }
}
