using System.Data;
using System.Diagnostics;
using Microsoft.Data.SqlClient;

namespace Mobile.Features.Data.SqlServer;

/// <summary>
/// Runs work on a pooled connection, and again from the start while trouble that passes has kept it from having any effect; a request
/// does not wait for longer than <see cref="Patience"/> for that.
/// </summary>
internal sealed class SqlServerRetries(string connectionString)
{
    internal const int MostTries = 10;

    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <param name="work">Gets an open connection, and may run more than once; a <see cref="CommitLostException"/> of it is never followed by a repetition.</param>
    public async Task<T> RunAsync<T>(Func<SqlConnection, Task<T>> work, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        for (var tries = 1; ; tries++)
        {
            await using var connection = new SqlConnection(connectionString);
            var isOpen = false;
            TimeSpan pause;
            try
            {
                await OpenAsync(connection, Patience - Stopwatch.GetElapsedTime(began), stop);
                isOpen = true;
                return await RunAsync(connection, work);
            }
            catch (SqlException failure) when (tries < MostTries && TransientErrors.MayBeRepeated(failure, isOpen))
            {
                pause = PauseAfter(tries);
                if (Stopwatch.GetElapsedTime(began) + pause >= Patience)
                {
                    throw;
                }
            }

            // It may serve somebody else meanwhile.
            await connection.CloseAsync();
            await Task.Delay(pause, stop);
        }
    }

    /// <summary>20 to 40 ms, then twice that each time, up to 1 to 2 seconds: those who failed together do not come back together.</summary>
    internal static TimeSpan PauseAfter(int tries)
    {
        var least = FirstPause * Math.Pow(2, tries - 1);
        return (least < LongestPause ? least : LongestPause) * (1 + Random.Shared.NextDouble());
    }

    private static async Task OpenAsync(SqlConnection connection, TimeSpan left, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        try
        {
            await connection.OpenAsync(patience.Token);
        }
        catch (OperationCanceledException slow) when (!stop.IsCancellationRequested)
        {
            throw new StoreUnavailableException("The database server does not answer.", slow);
        }
        catch (InvalidOperationException none)
        {
            throw new StoreUnavailableException("No connection to the database server has become free.", none);
        }
    }

    private static async Task<T> RunAsync<T>(SqlConnection connection, Func<SqlConnection, Task<T>> work)
    {
        try
        {
            return await work(connection);
        }
        catch (Exception failure) when (connection.State != ConnectionState.Open || TransientErrors.EndsConnection(failure))
        {
            // After a fail-over the others in the pool are dead, too, and look alive until they are used.
            SqlConnection.ClearPool(connection);
            if (failure is InvalidOperationException)
            {
                throw new StoreUnavailableException("The connection to the database server was lost.", failure);
            }

            throw;
        }
    }
}
