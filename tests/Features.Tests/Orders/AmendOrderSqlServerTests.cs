using System.Diagnostics;
using System.Net;
using Microsoft.Data.SqlClient;

namespace Mobile.Features.Tests.Orders;

/// <summary>On SQL Server two writes of one order really run at once; on SQLite one writer takes them in turn.</summary>
public sealed class AmendOrderSqlServerTests(SqlServerHost host) : IClassFixture<SqlServerHost>
{
    [EngineTheory]
    [EveryVersion]
    public async Task Of_two_that_have_both_read_the_same_version_one_writes_and_the_other_is_told(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var id = await alice.PlaceOrderAsync(version: version);
        using var commands = new CommandWatch("UPDATE feeds SET seq");

        // Whoever holds the user's place in the feed holds up both, after they have read the order and before they write it.
        var holding = host.Store.Open().WriteAsync(
            async unit =>
            {
                await unit.ExecuteAsync("UPDATE feeds SET floor = floor WHERE owner = (SELECT user_id FROM orders WHERE id = @id)", new { id }, CancellationToken.None);
                var answers = Enumerable.Range(0, 2).Select(i => alice.PatchAsync($"/api/{version}/orders/{id}", new { note = $"{i}" }, version: 1)).ToList();
                await commands.SeenAsync(2);
                return answers;
            },
            CancellationToken.None);

        var both = await Task.WhenAll(await holding);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.PreconditionFailed], both.Select(answer => answer.StatusCode).Order());
        Assert.Equal(2, (await alice.ReadAsync($"/api/{version}/orders/{id}")).GetProperty("version").GetInt64());
    }

    /// <summary>Sees the commands that this process sends to a SQL Server.</summary>
    private sealed class CommandWatch : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly SemaphoreSlim seen = new(0);
        private readonly List<IDisposable> subscriptions = [];
        private readonly string beginning;

        public CommandWatch(string beginning)
        {
            this.beginning = beginning;
            subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
        }

        public async Task SeenAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                Assert.True(await seen.WaitAsync(Patience.Limit), "The command was not sent.");
            }
        }

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "SqlClientDiagnosticListener")
            {
                subscriptions.Add(value.Subscribe(this));
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == "Microsoft.Data.SqlClient.WriteCommandBefore"
                && value.Value?.GetType().GetProperty("Command")?.GetValue(value.Value) is SqlCommand command
                && command.CommandText.StartsWith(beginning, StringComparison.Ordinal))
            {
                seen.Release();
            }
        }

        public void OnCompleted()
        {
            // Listeners live as long as the process.
        }

        public void OnError(Exception error) => throw error;

        public void Dispose()
        {
            subscriptions.ForEach(subscription => subscription.Dispose());
            seen.Dispose();
        }
    }
}
