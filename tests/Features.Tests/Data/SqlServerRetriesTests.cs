using System.Data.Common;
using Microsoft.Data.SqlClient;
using Mobile.Features.Data;
using Mobile.Features.Data.SqlServer;
using Mobile.Testing.Faults;

namespace Mobile.Features.Tests.Data;

/// <summary>What is repeated when, with the client's real exceptions; <see cref="TdsEndpoint"/> answers.</summary>
public sealed class SqlServerRetriesTests : TdsScene
{
    [Theory]
    [InlineData(4060)]
    [InlineData(4221)]
    [InlineData(10928)]
    [InlineData(10929)]
    [InlineData(40197)]
    [InlineData(40501)]
    [InlineData(40613)]
    [InlineData(49918)]
    [InlineData(49919)]
    [InlineData(49920)]
    public async Task A_login_that_is_refused_for_a_moment_is_repeated(int number)
    {
        Server.Plan(TdsRequest.Login, new TdsFault(number), new TdsFault(number));

        await WriteAsync();

        Assert.Equal(3, Server.Count(TdsRequest.Login));
        Assert.Equal(1, Server.Count(TdsRequest.Commit));
    }

    [Theory]
    [InlineData(18456)]
    [InlineData(18488)]
    [InlineData(916)]
    public async Task A_login_that_is_refused_for_good_is_not_repeated(int number)
    {
        Server.Plan(TdsRequest.Login, new TdsFault(number, Severity: 14));

        var failure = await Assert.ThrowsAsync<SqlException>(ReadAsync);

        Assert.Equal(number, failure.Number);
        Assert.Equal(1, Server.Count(TdsRequest.Login));
        Assert.False(Database.Dialect.IsUnavailable(failure));
    }

    [Fact]
    public async Task A_login_whose_connection_breaks_is_repeated()
    {
        Server.Plan(TdsRequest.Login, TdsFault.Break);
        Server.Plan(TdsRequest.Prelogin, TdsFault.Break);

        await ReadAsync();

        Assert.Equal(1, Server.Count(TdsRequest.Statement));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1205)]
    [InlineData(40197)]
    [InlineData(40501)]
    [InlineData(40613)]
    public async Task A_read_is_repeated_whole(int number)
    {
        Server.Plan(TdsRequest.Statement, new TdsFault(number));

        await ReadAsync();

        Assert.Equal(2, Server.Count(TdsRequest.Statement));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1205)]
    [InlineData(40197)]
    [InlineData(40501)]
    [InlineData(40613)]
    public async Task A_write_whose_commit_was_not_sent_is_repeated_from_the_start(int number)
    {
        var runs = 0;
        Server.Plan(TdsRequest.Statement, new TdsFault(number));

        var result = await Database.WriteAsync(
            async unit =>
            {
                runs++;
                await unit.ExecuteAsync("UPDATE things SET value = 1", null, default);
                return runs;
            },
            default);

        Assert.Equal(2, result);
        Assert.Equal(2, Server.Count(TdsRequest.Begin));
        Assert.Equal(1, Server.Count(TdsRequest.Commit));
    }

    [Fact]
    public async Task A_commit_whose_reply_is_lost_is_never_repeated()
    {
        Server.Plan(TdsRequest.Commit, TdsFault.Break);

        var failure = await Assert.ThrowsAsync<CommitLostException>(WriteAsync);

        Assert.True(Database.Dialect.IsUnavailable(failure));
        Assert.Equal(1, Server.Count(TdsRequest.Commit));
        Assert.Equal(1, Server.Count(TdsRequest.Statement));
    }

    [Fact]
    public async Task A_commit_that_is_never_answered_is_never_repeated()
    {
        var impatient = new SqlServerDatabase(Server.ConnectionString + ";Connect Timeout=1");
        Server.Plan(TdsRequest.Commit, TdsFault.Silence);

        await Assert.ThrowsAsync<CommitLostException>(
            () => impatient.WriteAsync(unit => unit.ExecuteAsync("UPDATE things SET value = 1", null, default), default));

        Assert.Equal(1, Server.Count(TdsRequest.Commit));
    }

    [Fact]
    public async Task A_write_that_overlooks_its_broken_connection_is_not_done()
    {
        Server.Plan(TdsRequest.Statement, TdsFault.Break);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Database.WriteAsync(
            async unit =>
            {
                await Assert.ThrowsAsync<SqlException>(() => unit.ExecuteAsync("UPDATE things SET value = 1", null, default));
                return 0;
            },
            default));

        Assert.Equal(0, Server.Count(TdsRequest.Commit));
    }

    [Theory]
    [InlineData(547)]
    [InlineData(2601)]
    [InlineData(2627)]
    [InlineData(8152)]
    public async Task A_statement_that_is_wrong_is_not_repeated(int number)
    {
        Server.Plan(TdsRequest.Statement, new TdsFault(number));

        var failure = await Assert.ThrowsAsync<SqlException>(WriteAsync);

        Assert.Equal(1, Server.Count(TdsRequest.Statement));
        Assert.False(Database.Dialect.IsUnavailable(failure));
    }

    [Fact]
    public async Task A_statement_that_is_never_answered_is_not_repeated()
    {
        Server.Plan(TdsRequest.Statement, TdsFault.Silence);

        // Not even that the statement is withdrawn is answered: the client says now one thing and now the other.
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => Database.WriteAsync(
            unit => unit.ExecuteAsync("UPDATE things SET value = 1", null, default, waitSeconds: 1), default));

        AssertUnavailable(failure);
        Assert.Equal(1, Server.Count(TdsRequest.Begin));
    }

    private void AssertUnavailable(Exception failure) => Assert.True(
        failure is StoreUnavailableException || (failure is DbException answer && Database.Dialect.IsUnavailable(answer)), failure.ToString());

    private Task<int> ReadAsync() => Database.ReadAsync(unit => unit.ExecuteAsync("SELECT 1", null, default), default);

    private Task<int> WriteAsync() => Database.WriteAsync(unit => unit.ExecuteAsync("UPDATE things SET value = 1", null, default), default);
}
