using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Mobile.Testing.Scenarios.Limits;

/// <summary>
/// What one user can do to another at the worst that the limits allow: the process grows by no more than half, and the other is answered at most half as
/// fast, and never refused. The server has a heap of 1 GiB.
/// </summary>
public sealed class WorstUserScenario(TestStore store, int seed, WorstUserSize size, IProgress<ScenarioStep> progress)
{
    private const double MostMemory = 1.5;
    private const double MostSlower = 2;
    private const long Mebibyte = 1024 * 1024;

    /// <summary>Beyond what the buffers of a connection swallow.</summary>
    private const long SmallestExport = 8 * Mebibyte;

    /// <summary>The product's own, and the heap.</summary>
    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["DOTNET_GCHeapHardLimit"] = "0x40000000",
        ["Limits:Reads"] = "600",
        ["Limits:Writes"] = "120",
        ["Limits:Tokens"] = "30",
        ["Limits:Batch"] = "1200",
        ["Limits:Admin"] = "600",
        ["Limits:Concurrent"] = "20",
        ["Limits:ShedAfterMilliseconds"] = "200",
    };

    public async Task<ScenarioReport> RunAsync()
    {
        await using var node = await ApiProcess.StartAsync(store, settings: Settings);
        using var sam = await App.SignInAsync(node.Address, "sam", "the-worst");
        using var second = App.Anonymous(node.Address, "his-second");
        using var alice = await App.SignInAsync(node.Address, "alice", "the-other");
        await sam.PlaceOrderAsync();
        var orders = await LargeOrders.AddAsync(store, "sam", size.Orders, DateTimeOffset.UnixEpoch.AddYears(56).ToUnixTimeMilliseconds());

        await MeasureAsync(node, alice, size.Warming, "warming up");
        var quiet = await MeasureAsync(node, alice, size.Length, "alone");

        // What the attack begins with was not compiled yet: that takes longer than anything after it, and happens once.
        var worst = new WorstUser(node.Address, sam, second, orders, seed);
        var (first, attacked) = await WhileAttackedAsync(
            worst,
            async () => (await MeasureAsync(node, alice, size.Warming, "beside the first of the worst"), await MeasureAsync(node, alice, size.Length, "beside the worst")));
        var export = await worst.MeasureExportAsync();
        attacked = attacked with { Memory = Math.Max(first.Memory, attacked.Memory), Failed = [.. first.Failed, .. attacked.Failed] };

        List<string> violations = [];
        if (attacked.Memory > quiet.Memory * MostMemory)
        {
            violations.Add($"The process grew from {quiet.Memory / Mebibyte} to {attacked.Memory / Mebibyte} MiB.");
        }

        if (attacked.P99 > quiet.P99 * MostSlower)
        {
            violations.Add($"The other's p99 rose from {Milliseconds(quiet.P99)} to {Milliseconds(attacked.P99)}.");
        }

        if (attacked.Failed.Count > 0)
        {
            violations.Add($"The other was refused {attacked.Failed.Count} times, with {string.Join(", ", attacked.Failed.Distinct())}.");
        }

        if (worst.Unsigned > 0)
        {
            violations.Add($"{worst.Unsigned} requests of the worst user were answered 401: he attacked nothing.");
        }

        if (export < SmallestExport)
        {
            violations.Add($"His export has {export / Mebibyte} MiB, which the buffers of a connection hold: give him more orders.");
        }

        if (worst.UnreadExports == 0)
        {
            violations.Add("None of the exports that he leaves unread was begun.");
        }

        return new(
            "worst-user",
            store.Engine,
            seed,
            [
                ("memory alone", $"{quiet.Memory / Mebibyte} MiB"),
                ("at the worst", $"{attacked.Memory / Mebibyte} MiB"),
                ("ratio", string.Create(CultureInfo.InvariantCulture, $"{(double)attacked.Memory / quiet.Memory:0.00}")),
                ("other's p99 alone", Milliseconds(quiet.P99)),
                ("at the worst", Milliseconds(attacked.P99)),
                ("other's median", $"{Milliseconds(quiet.Median)} → {Milliseconds(attacked.Median)}"),
                ("other's refusals", $"{attacked.Failed.Count} of {attacked.Answered}"),
                ("his export", $"{export / Mebibyte} MiB"),
                ("unread exports", $"{worst.UnreadExports:n0}"),
                ("his answers", $"{worst.Answered:n0}"),
                ("his refusals", $"{worst.Refused:n0}"),
                ("processor", $"{attacked.Processor.TotalSeconds / size.Length.TotalSeconds:p0}"),
            ],
            violations);
    }

    private static async Task<T> WhileAttackedAsync<T>(WorstUser worst, Func<Task<T>> measure)
    {
        using var over = new CancellationTokenSource();
        var attack = worst.RunAsync(over.Token);
        try
        {
            return await measure();
        }
        finally
        {
            await over.CancelAsync();
            await attack;
        }
    }

    /// <summary>The other user's ten requests a second, of which one is a write, each timed from when it was due; and the most memory meanwhile.</summary>
    private async Task<Measured> MeasureAsync(ApiProcess node, App alice, TimeSpan length, string what)
    {
        var (times, failed, sent, memory) = (new ConcurrentBag<TimeSpan>(), new ConcurrentBag<int>(), new List<Task>(), 0L);
        var (started, processor) = (Stopwatch.GetTimestamp(), node.ProcessorTime);
        for (var (due, i) = (TimeSpan.Zero, 0); due < length; due += TimeSpan.FromMilliseconds(100), i++)
        {
            if (due - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } early)
            {
                await Task.Delay(early);
            }

            sent.Add(SendAsync(due, i));
            memory = Math.Max(memory, node.ResidentMemoryBytes);
            progress.Report(new(what, i + 1, (int)(length.TotalMilliseconds / 100)));
        }

        await Task.WhenAll(sent);
        return new(memory, times.Order().ElementAt(times.Count * 99 / 100), times.Order().ElementAt(times.Count / 2), times.Count, [.. failed], node.ProcessorTime - processor);

        async Task SendAsync(TimeSpan due, int i)
        {
            using var answer = i % 10 == 0
                ? await alice.PostAsync("/api/v2/orders", Contract.Of("v2").Order("MUG-RED"), App.NewKey())
                : await alice.GetAsync(i % 2 == 0 ? "/api/v2/orders?limit=20" : "/api/v2/profile");
            times.Add(Stopwatch.GetElapsedTime(started) - due);
            if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Created))
            {
                failed.Add((int)answer.StatusCode);
            }
        }
    }

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms");

    private sealed record Measured(long Memory, TimeSpan P99, TimeSpan Median, int Answered, IReadOnlyList<int> Failed, TimeSpan Processor);
}

/// <param name="Orders">How many the worst user has, each as large as it may be.</param>
/// <param name="Warming">For how long either runs before it is measured.</param>
/// <param name="Length">Of each measurement.</param>
public sealed record WorstUserSize(int Orders, TimeSpan Warming, TimeSpan Length);
