using Mobile.Features.Pipeline.Apps;

namespace Mobile.Features.Tests.Pipeline;

public sealed class AppVersionTests
{
    /// <summary>Each before the next.</summary>
    private static readonly string[] Ascending =
    [
        "0.0.0", "0.9", "1.0.0-0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-beta.99999999999999999999",
        "1.0.0-beta.a", "1.0.0-beta-2", "1.0.0-rc.1", "1.0.0", "1.0.0.1", "1.0.1", "1.1", "2", "3.2.0-beta.1", "3.2", "3.2.1", "3.9.1", "3.10.0-x", "3.10.0", "2026.11.3.7",
        "3000000000", "4294967295.4294967295.4294967295.4294967295",
    ];

    public static TheoryData<string?> Garbage => new(
        null, "", " ", ".", "3.", ".3", "3..2", "3.2.0.1.5", "3.2.x", "vv3.2", "v", "v.2", "3.2-", "3.2-.1", "3.2-beta..1",
        "3.2-bêta", "3.2 451", "3.2 (", "3.2 ()", "3.2 (4 5)", "(45)", ")", "-1.2", "+1", "3.2+", "3,2", "٣.٢",
        "4294967296", "10000000000", "99999999999999999999.1", "3.2.0; DROP TABLE orders", new string('3', 4096), "3.2.0-" + new string('x', 4096), new string('.', 4096));

    [Fact]
    public void Versions_stand_in_their_order_and_so_do_their_sort_keys()
    {
        var versions = Ascending.Select(Parse).ToList();
        for (var i = 0; i < versions.Count; i++)
        {
            for (var j = 0; j < versions.Count; j++)
            {
                Assert.True(Math.Sign(versions[i].CompareTo(versions[j])) == i.CompareTo(j), $"{Ascending[i]} against {Ascending[j]}");
                Assert.True(Math.Sign(string.CompareOrdinal(versions[i].SortKey, versions[j].SortKey)) == i.CompareTo(j), $"The keys of {Ascending[i]} and {Ascending[j]}");
            }
        }
    }

    [Theory]
    [InlineData("3.2", "3.2.0")]
    [InlineData("3", "3.0.0.0")]
    [InlineData("03.002", "3.2.0")]
    [InlineData(" 3.2.0 ", "3.2.0")]
    [InlineData("3.2.0+451", "3.2.0")]
    [InlineData("v3.2", "3.2.0")]
    [InlineData("3.2.1 (45)", "3.2.1")]
    [InlineData("V3.2.1-beta.1(2026.11)", "3.2.1-beta.1")]
    [InlineData("3.2.0-beta.01", "3.2.0-beta.1")]
    [InlineData("3.2.0-00", "3.2.0-0")]
    [InlineData("3.2.0-beta.1+exp.sha-5114f85", "3.2-beta.1")]
    public void Two_texts_are_one_version(string one, string other)
    {
        Assert.Equal(Parse(one), Parse(other));
        Assert.Equal(Parse(one).GetHashCode(), Parse(other).GetHashCode());
        Assert.Equal(Parse(one).ToString(), Parse(other).ToString());
        Assert.Equal(Parse(one).SortKey, Parse(other).SortKey);
    }

    [Theory]
    [MemberData(nameof(Garbage))]
    public void Garbage_is_no_version(string? text) => Assert.Null(AppVersion.ParseOrNull(text));

    [Fact]
    public void The_longest_sort_key_finds_room_in_its_column() =>
        Assert.InRange(Parse("0-1." + string.Join('.', Enumerable.Repeat('1', 30))).SortKey.Length, 150, 250);

    [Fact]
    public void Random_versions_survive_being_written_and_sort_as_their_keys_do()
    {
        var dice = new Random(4);
        AppVersion? before = null;
        for (var i = 0; i < 20_000; i++)
        {
            var version = Parse(RandomVersion(dice));

            Assert.Equal(version, Parse(version.ToString()));
            if (before is { } other)
            {
                Assert.Equal(Math.Sign(version.CompareTo(other)), Math.Sign(string.CompareOrdinal(version.SortKey, other.SortKey)));
                Assert.Equal(Math.Sign(version.CompareTo(other)), -Math.Sign(other.CompareTo(version)));
                Assert.Equal(version == other, version.CompareTo(other) == 0 && version.ToString() == other.ToString());
            }

            before = version;
        }
    }

    [Fact]
    public void Reading_a_version_of_numbers_allocates_nothing()
    {
        _ = AppVersion.TryParse("3.10.2", out var minimum);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var older = 0;
        for (var i = 0; i < 1000; i++)
        {
            older += AppVersion.TryParse("3.9.1", out var version) && version < minimum ? 1 : 0;
        }

        Assert.Equal((1000, before), (older, GC.GetAllocatedBytesForCurrentThread()));
    }

    private static string RandomVersion(Random dice)
    {
        var text = string.Join('.', Enumerable.Range(0, dice.Next(1, 5)).Select(_ => dice.Next(0, 3)));
        return dice.Next(2) == 0 ? text : $"{text}-{string.Join('.', Enumerable.Range(0, dice.Next(1, 3)).Select(_ => Identifier(dice)))}";
    }

    private static string Identifier(Random dice) => dice.Next(2) == 0 ? dice.Next(0, 12).ToString() : new string(dice.GetItems("aB-1".AsSpan(), dice.Next(1, 3)));

    private static AppVersion Parse(string text)
    {
        Assert.True(AppVersion.TryParse(text, out var version), text);
        return version;
    }
}
