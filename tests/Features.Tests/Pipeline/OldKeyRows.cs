namespace Mobile.Features.Tests.Pipeline;

/// <summary>Idempotency keys that are past their time.</summary>
internal static class OldKeyRows
{
    public static async Task WriteAsync(TestStore store, DateTimeOffset now, int rows)
    {
        var old = now.AddDays(-40).ToUnixTimeMilliseconds();
        var database = store.Open();
        using var closing = database as IDisposable;
        await database.WriteAsync(
            async unit =>
            {
                for (var i = 0; i < rows; i++)
                {
                    await unit.ExecuteAsync(
                        """
                        INSERT INTO idempotency_keys (user_id, idempotency_key, method, route, fingerprint, status, created_at)
                        VALUES ('u', @key, 'POST', '/', @fingerprint, 201, @at)
                        """,
                        new { key = $"old-key-{i}", fingerprint = new byte[32], at = old + (i / 10) },
                        CancellationToken.None);
                }

                return rows;
            },
            CancellationToken.None);
    }
}
