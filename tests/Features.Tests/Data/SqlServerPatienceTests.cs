using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.SqlClient;
using Mobile.Features.Data;
using Mobile.Features.Data.SqlServer;
using Mobile.Testing.Faults;

namespace Mobile.Features.Tests.Data;

/// <summary>How long trouble is waited out, and who waits; <see cref="TdsEndpoint"/> answers.</summary>
public sealed class SqlServerPatienceTests : TdsScene
{
    [Fact]
    public async Task After_a_connection_has_broken_no_older_one_is_used()
    {
        const int Connections = 8;
        using var together = new Barrier(Connections);
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(() => Database.ReadAsync(
            unit =>
            {
                together.SignalAndWait();
                return Task.FromResult(0);
            },
            default))));
        Assert.Equal(Connections, Server.Count(TdsRequest.Login));

        Server.Plan(TdsRequest.Statement, TdsFault.Break);
        await ReadAsync();
        await ReadAsync();

        Assert.Equal(Connections + 1, Server.Count(TdsRequest.Login));
    }

    [Fact]
    public async Task A_server_that_stays_away_is_given_up_within_the_patience()
    {
        Server.Plan(TdsRequest.Login, [.. Enumerable.Repeat(new TdsFault(40613), SqlServerRetries.MostTries + 1)]);
        var began = Stopwatch.GetTimestamp();

        var failure = await Assert.ThrowsAsync<SqlException>(WriteAsync);

        Assert.True(Database.Dialect.IsUnavailable(failure));
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromSeconds(2), Patience.Limit);
        Assert.InRange(Server.Count(TdsRequest.Login), 2, SqlServerRetries.MostTries);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_within_the_patience()
    {
        Server.Plan(TdsRequest.Login, [.. Enumerable.Repeat(TdsFault.Silence, SqlServerRetries.MostTries)]);
        var began = Stopwatch.GetTimestamp();

        var failure = await Assert.ThrowsAnyAsync<Exception>(ReadAsync);

        AssertUnavailable(failure);
        // Without it, each of the tries would wait for 15 seconds.
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, SqlServerRetries.Patience * 6);
    }

    [Fact]
    public async Task Whoever_withdraws_is_not_kept_waiting()
    {
        Server.Plan(TdsRequest.Login, [.. Enumerable.Repeat(new TdsFault(40613), SqlServerRetries.MostTries)]);
        using var stop = new CancellationTokenSource();
        var reading = Database.ReadAsync(unit => unit.ExecuteAsync("SELECT 1", null, default), stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task A_read_beyond_what_the_pool_serves_soon_is_told_at_once()
    {
        var small = new SqlServerDatabase(Server.ConnectionString + ";Max Pool Size=1");
        var release = new TaskCompletionSource();
        var reads = Enumerable.Range(0, small.WriteCapacity).Select(_ => small.ReadAsync(
            async _ =>
            {
                await release.Task;
                return 1;
            },
            default)).ToList();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => small.ReadAsync(_ => Task.FromResult(1), default));

        Assert.Equal(4, reads.Count);
        release.SetResult();
        Assert.Equal(4, (await Task.WhenAll(reads)).Sum());
        Assert.Equal(1, await small.ReadAsync(_ => Task.FromResult(1), default));
    }

    [Fact]
    public void Pauses_grow_to_two_seconds_and_fit_into_the_patience()
    {
        var pauses = Enumerable.Range(1, SqlServerRetries.MostTries - 1).Select(SqlServerRetries.PauseAfter).ToList();

        Assert.InRange(pauses[0], TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(40));
        Assert.InRange(pauses[^1], TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        Assert.InRange(pauses.Aggregate(TimeSpan.Zero, (sum, pause) => sum + pause), TimeSpan.FromSeconds(3), SqlServerRetries.Patience);
    }

    private void AssertUnavailable(Exception failure) => Assert.True(
        failure is StoreUnavailableException || (failure is DbException answer && Database.Dialect.IsUnavailable(answer)), failure.ToString());

    private Task<int> ReadAsync() => Database.ReadAsync(unit => unit.ExecuteAsync("SELECT 1", null, default), default);

    private Task<int> WriteAsync() => Database.WriteAsync(unit => unit.ExecuteAsync("UPDATE things SET value = 1", null, default), default);
}
