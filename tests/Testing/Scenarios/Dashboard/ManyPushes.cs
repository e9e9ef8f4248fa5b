namespace Mobile.Testing.Scenarios.Dashboard;

/// <summary>The campaigns of two years, the deliveries of the latest, and events of which nobody was told.</summary>
internal static class ManyPushes
{
    private const long TwoYears = 730L * 24 * 3_600_000;
    private const int DeadEvents = 5_000;
    private const int DeliveriesOfEach = 10_000;

    public static async Task AddAsync(Filling filling, DashboardSize size)
    {
        var more = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["users"] = size.Users,
            ["campaigns"] = size.Campaigns,
            ["each"] = Math.Min(size.Devices, DeliveriesOfEach),
        };
        await filling.AddAsync("campaigns", size.Campaigns, Campaigns, more);
        await filling.AddAsync("authors", size.Campaigns, Authors, more);
        await filling.AddAsync("pushes", size.Campaigns, Pushes, more);
        await filling.AddAsync("deliveries", Math.Min(size.Deliveries, size.Campaigns * Math.Min(size.Devices, DeliveriesOfEach)), Deliveries, more);
        await filling.AddAsync("counts", size.Campaigns, Counts, more, part: 100);
        await filling.AddAsync("events", Math.Min(size.Devices, DeadEvents), Events, more);
    }

    /// <summary>The higher the number, the newer.</summary>
    private static string CampaignId(string number) => Filling.Id($"@now - {TwoYears} + ({number}) * ({TwoYears} / @campaigns)", number);

    private static readonly string Campaigns = $"""
        INSERT INTO campaigns (id, name, state, revision, category, title, body, time_to_live_seconds, audience, schedule, send_at, honours_quiet_hours, retries_unknown,
            created_by, created_at, edited_by, edited_at, scheduled_by, scheduled_at, approved_by, approved_at, prepare_at, prepared_at, ended_at, recipients, next_claim_at)
        SELECT {CampaignId("i")}, 'Campaign ' || i || json_extract('[" of spring"," of summer"," of autumn"," of winter"]', '$[' || (i % 4) || ']'), state, 3, 'promotions',
            'New in the shop', 'Have a look at number ' || i || '.', 86400, json_object('platform', json_array('apns')), 'at', @now - {TwoYears} + i * ({TwoYears} / @campaigns), 1, 0,
            {ManyPeople.UserId("i % 10")}, @now - {TwoYears} + i * ({TwoYears} / @campaigns), {ManyPeople.UserId("i % 10")}, @now - {TwoYears} + i * ({TwoYears} / @campaigns),
            iif(state = 'draft', NULL, {ManyPeople.UserId("i % 10")}), iif(state = 'draft', NULL, @now - {TwoYears} + i * ({TwoYears} / @campaigns)),
            iif(is_over, {ManyPeople.UserId("i % 10 + 1")}, NULL), iif(is_over, @now - {TwoYears} + i * ({TwoYears} / @campaigns), NULL), NULL,
            iif(is_over, @now - {TwoYears} + i * ({TwoYears} / @campaigns), NULL), iif(is_over, @now - {TwoYears} + i * ({TwoYears} / @campaigns) + 3600000, NULL),
            iif(is_over, @each, 0), 0
        FROM (
            SELECT i, CASE WHEN i % 100 = 1 THEN 'draft' WHEN i % 200 = 3 THEN 'awaiting-approval' WHEN i % 50 = 5 THEN 'cancelled' ELSE 'completed' END AS state,
                NOT (i % 100 = 1 OR i % 200 = 3) AS is_over
            FROM n)
        """;

    private static readonly string Authors = $"INSERT INTO campaign_authors (campaign_id, user_id) SELECT {CampaignId("i")}, {ManyPeople.UserId("i % 10")} FROM n";

    private static readonly string Pushes = $"""
        INSERT INTO pushes (id, lane, category, title, body, time_to_live_seconds, retries_unknown, honours_quiet_hours, created_at, attempted_at)
        SELECT {CampaignId("i")}, 'campaign', 'promotions', 'New in the shop', 'Have a look at number ' || i || '.', 86400, 0, 1,
            @now - {TwoYears} + i * ({TwoYears} / @campaigns), @now - {TwoYears} + i * ({TwoYears} / @campaigns)
        FROM n WHERE NOT (i % 100 = 1 OR i % 200 = 3)
        """;

    /// <summary>Those of the latest campaigns.</summary>
    private static readonly string Deliveries = $"""
        INSERT INTO deliveries (push_id, device_id, lane, user_id, platform, state, reason, due_at, attempts, attempted_at, settled_at, attention_at, opened_at)
        SELECT {CampaignId("@campaigns - 1 - i / @each")}, {ManyPeople.DeviceId("device")}, 'campaign', {ManyPeople.UserId("device / 5 * 4 + min(device % 5, 3)")}, 'apns',
            CASE i % 800 WHEN 3 THEN 'failed' WHEN 5 THEN 'unknown' ELSE 'sent' END, CASE i % 800 WHEN 3 THEN 'hub-unreachable' WHEN 5 THEN 'worker-gone' END,
            @now - i, 1, @now - i, @now - i, iif(i % 800 IN (3, 5), @now - i, NULL), iif(i % 9 = 0, @now, NULL)
        FROM (SELECT i, i % @each AS device FROM n)
        """;

    private static readonly string Counts = $"""
        INSERT INTO push_counts (push_id, state, reason, devices)
        SELECT push_id, state, COALESCE(reason, ''), COUNT(*) FROM n JOIN deliveries ON push_id = {CampaignId("i")} GROUP BY 1, 2, 3
        UNION ALL
        SELECT {CampaignId("i")}, outcome.column1, outcome.column2, outcome.column3
        FROM n CROSS JOIN (VALUES ('sent', '', 9000), ('suppressed', 'opted-out', 900), ('failed', 'unregistered', 100)) AS outcome
        WHERE NOT EXISTS (SELECT 1 FROM deliveries WHERE push_id = {CampaignId("i")})
        """;

    private static readonly string Events = $"""
        INSERT INTO outbox (id, type, user_id, event, occurred_at, state, attempts, due_at, settled_at, failure)
        SELECT {Filling.Id("@now - i * 60000", "i")}, 'order-placed', {ManyPeople.UserId("i")}, json_object(), @now - i * 60000, 'dead', 10, @now - i * 60000, @now - i * 1000,
            'The hub did not answer.'
        FROM n
        """;
}
