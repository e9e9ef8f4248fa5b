namespace Mobile.Perf.Size;

/// <summary>How many orders a shop has, and so how many users: a prime number of them, which lets each round of orders go through all users in another order.</summary>
internal sealed record ShopSize(int Orders)
{
    public const int OrdersOfUser = 200;

    private const int LongestHistory = 10_000;

    public int Users { get; } = PrimeFrom(Math.Max(2, Orders / OrdersOfUser));

    /// <summary>One order in so many is that of the user with the long history.</summary>
    public int LongUserEvery => Math.Max(2, Orders / LongestHistory);

    /// <summary>How many orders that user has.</summary>
    public int LongHistory => (Orders + LongUserEvery - 1) / LongUserEvery;

    /// <summary>The number of that user; all others come before.</summary>
    public int LongUser => Users;

    /// <summary>How many orders each of the others has; in the last round not everybody has one.</summary>
    public int Rounds => (Orders - LongHistory + Users - 1) / Users;

    private static int PrimeFrom(int number) => Enumerable.Range(number, number).First(candidate =>
        Enumerable.Range(2, (int)Math.Sqrt(candidate)).TakeWhile(divisor => divisor * divisor <= candidate).All(divisor => candidate % divisor != 0));
}
