using System.Text;
using Mobile.Features.Campaigns;
using Mobile.Features.Campaigns.Audiences;
using Mobile.Features.Campaigns.Composing;
using Mobile.Features.Devices;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Push;

namespace Mobile.Features.Tests.Campaigns;

/// <summary>What can be written, and what is refused before anybody could send it.</summary>
public abstract class DraftCampaignTests(TestHost host) : CampaignScene(host)
{
    public static TheoryData<string, DraftCampaign.Change> Wrong => new()
    {
        { "name", Draft() with { Name = " " } },
        { "name", Draft() with { Name = "two\nlines" } },
        { "name", Draft() with { Name = new('x', 201) } },
        { "title", Text(title: "") },
        { "title", Text(title: "two\nlines") },
        { "body", Text(body: "") },
        { "body", Text(body: "a bell \a") },
        { "body", Text(body: "half of a surrogate pair \ud83d") },
        { "deepLink", Text(deepLink: "products/1") },
        { "deepLink", Text(deepLink: "mobile://a b") },
        { "collapseId", Text(collapseId: "schön") },
        { "collapseId", Text(collapseId: new('x', 65)) },
        { "timeToLive", Text(timeToLive: TimeSpan.FromSeconds(59)) },
        { "timeToLive", Text(timeToLive: TimeSpan.FromDays(28.1)) },
        { "throttlePerMinute", Draft() with { ThrottlePerMinute = 0 } },
        { "throttlePerMinute", Draft() with { ThrottlePerMinute = 1_000_001 } },
        { "weeklyCap", Draft() with { WeeklyCap = 0 } },
        { "retriesUnknown", Draft() with { RetriesUnknown = true } },
        { "audience.all[0].platform[0]", Draft("""{"all":[{"platform":["web"]}]}""") },
    };

    public sealed class Sqlite(SqliteApiHost host) : DraftCampaignTests(host), IClassFixture<SqliteApiHost>;

    public sealed class SqlServer(SqlServerApiHost host) : DraftCampaignTests(host), IClassFixture<SqlServerApiHost>;

    [EngineFact]
    public async Task A_draft_is_kept_as_it_was_written()
    {
        var change = new DraftCampaign.Change(
            null, "Ramadan", PushCategory.Promotions, "عروض 🎉", "Zweite Zeile\nund 👩‍👩‍👧", """{"locale":["ar"]}""", "mobile://products/MUG-RED", "ramadan",
            TimeSpan.FromHours(6), 6_000, 2, HonoursQuietHours: false, RetriesUnknown: true);

        var draft = await SaveAsync(change);
        var found = await FindAsync(draft.Id);

        Assert.Equal(draft, found);
        Assert.Equal((change.Name, change.Content, change.Audience), (found.Name, found.Content, found.Audience));
        Assert.Equal((6_000, 2, false, true), (found.ThrottlePerMinute, found.WeeklyCap, found.HonoursQuietHours, found.RetriesUnknown));
        Assert.Equal((CampaignStates.Draft, 1, "sam", "sam"), (found.State, found.Revision, found.Created.UserId, found.Edited.UserId));
        Assert.Equal(["sam campaign-drafted"], await AuditAsync(draft.Id));
    }

    [EngineTheory]
    [MemberData(nameof(Wrong))]
    public async Task What_could_not_be_sent_is_not_kept(string member, DraftCampaign.Change change)
    {
        await AssertInvalidAsync(member, (DraftCampaign.Handler handler) => handler.SaveAsync(change, default));
        Assert.Equal(0, await Store.ReadAsync<long>("SELECT COUNT(*) FROM campaigns"));
    }

    [EngineFact]
    public async Task Exactly_4096_bytes_are_kept_and_one_more_is_refused()
    {
        var fits = Enum.GetValues<PushPlatform>().Min(platform =>
            PushPayload.MaxBytes - PushPayload.Render(platform, new('0', 32), Text(body: "").Content).Length);
        var text = string.Concat(Enumerable.Repeat("🎉", fits / 4)) + new string('x', fits % 4);

        var draft = await SaveAsync(Text(body: text));
        var preview = await Author.GetAsync((PreviewAudience.Handler handler) => handler.PreviewAsync(draft.Id, default));

        Assert.Equal(PushPayload.MaxBytes, preview.Platforms.Max(platform => platform.Bytes));
        Assert.All(preview.Platforms, platform => Assert.Equal(Encoding.UTF8.GetByteCount(platform.Payload), platform.Bytes));
        await AssertInvalidAsync("body", (DraftCampaign.Handler handler) => handler.SaveAsync(Text(body: text + "x"), default));
        var tooLong = await Author.GetAsync((PreviewAudience.Handler handler) => handler.PreviewAsync(Text(body: text + "x"), default));
        Assert.Equal(["body"], tooLong.Errors.Keys);
        Assert.Equal(PushPayload.MaxBytes + 1, tooLong.Platforms.Max(platform => platform.Bytes));
    }

    [EngineFact]
    public async Task A_preview_counts_and_shows_what_each_platform_would_carry()
    {
        await AddDevicesAsync([new("a", "alice"), new("b", "alice", "fcmV1"), new("c", "carol", "fcmV1"), new("d", "dora", Promotions: false)]);

        var preview = await Desk.OfViewer(Services).GetAsync((PreviewAudience.Handler handler) => handler.PreviewAsync(Draft(), default));

        Assert.Equal((3, 2, false), (preview.Devices, preview.Users, preview.NeedsApproval));
        Assert.Equal([(PushPlatform.Apns, 1, 1), (PushPlatform.FcmV1, 2, 2)], preview.Platforms.Select(platform => (platform.Platform, platform.Devices, platform.Users)));
        Assert.StartsWith("""{"aps":{"alert":{"title":"Sale","body":"Everything must go"}""", preview.Platforms[0].Payload, StringComparison.Ordinal);
        Assert.StartsWith("""{"message":{"notification":{"title":"Sale","body":"Everything must go"}""", preview.Platforms[1].Payload, StringComparison.Ordinal);
        await AssertInvalidAsync("audience", (PreviewAudience.Handler handler) => handler.PreviewAsync(Draft("{}"), default));
    }

    [EngineFact]
    public async Task Two_people_who_write_at_once_do_not_overwrite_each_other()
    {
        var draft = await SaveAsync(Draft());
        var mine = await SaveAsync(Draft() with { Id = draft.Id, Name = "Mine", SeenRevision = draft.Revision });

        await SecondPerson.AssertRefusedAsync(
            "campaign-changed", (DraftCampaign.Handler handler) => handler.SaveAsync(Draft() with { Id = draft.Id, Name = "Theirs", SeenRevision = draft.Revision }, default));

        Assert.Equal(("Mine", 2), ((await FindAsync(draft.Id)).Name, mine.Revision));
        Assert.Equal(["sam campaign-drafted", "sam campaign-edited"], await AuditAsync(draft.Id));
    }

    [EngineFact]
    public async Task A_duplicate_is_a_draft_that_says_the_same()
    {
        var original = await ScheduleAsync(await SaveAsync(Draft("""{"platform":["apns"]}""") with { ThrottlePerMinute = 60, WeeklyCap = 3 }));

        var duplicate = await SecondPerson.GetAsync((DuplicateCampaign.Handler handler) => handler.DuplicateAsync(original.Id, "Again", default));

        var found = await FindAsync(duplicate.Id);
        Assert.Equal(("Again", CampaignStates.Draft, 1, "pia"), (found.Name, found.State, found.Revision, found.Created.UserId));
        Assert.Equal(
            (original.Content, original.Audience, original.ThrottlePerMinute, original.WeeklyCap), (found.Content, found.Audience, found.ThrottlePerMinute, found.WeeklyCap));
        Assert.Null(found.Schedule);
        Assert.Equal(["pia"], (await DetailsAsync(duplicate.Id)).Authors);
        Assert.Equal(["pia campaign-duplicated"], await AuditAsync(duplicate.Id));
        await AssertInvalidAsync("name", (DuplicateCampaign.Handler handler) => handler.DuplicateAsync(original.Id, " ", default));
        await Author.AssertRefusedAsync("campaign-not-found", (DuplicateCampaign.Handler handler) => handler.DuplicateAsync("nobody", null, default));
    }

    [EngineFact]
    public async Task Who_may_only_look_changes_nothing()
    {
        var draft = await SaveAsync(Draft());

        var refused = await Assert.ThrowsAsync<ProblemException>(() => SaveAsync(Draft(), Desk.OfViewer(Services)));
        Assert.Equal("forbidden", refused.Problem.Type.Code);
        await Assert.ThrowsAsync<ProblemException>(() => Desk.OfViewer(Services).AskAsync(
            (ScheduleCampaign.Handler handler) => handler.ScheduleAsync(new(draft.Id, CampaignSchedule.Now), default)));
        await Assert.ThrowsAsync<ProblemException>(() => Desk.OfViewer(Services).AskAsync(
            (DuplicateCampaign.Handler handler) => handler.DuplicateAsync(draft.Id, null, default)));
        Assert.Equal(1, await Store.ReadAsync<long>("SELECT COUNT(*) FROM campaigns"));
    }

    private static DraftCampaign.Change Text(
        string title = "Sale", string body = "Everything must go", string? deepLink = null, string? collapseId = null, TimeSpan? timeToLive = null) =>
        new(null, "Spring sale", PushCategory.Promotions, title, body, Everybody, deepLink, collapseId, timeToLive);
}
