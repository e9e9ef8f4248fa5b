namespace Mobile.Testing;

/// <summary>Random numbers that depend on a seed and a number alone, whichever thread asks first.</summary>
public static class Dice
{
    public static Random For(int seed, long number)
    {
        // The finalizer of SplitMix64: neighbours share nothing.
        var mixed = unchecked((((ulong)(uint)seed << 32) ^ (ulong)number) + 0x9E3779B97F4A7C15);
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
        return new Random((int)(mixed >> 32));
    }

    public static bool OneIn(this Random random, int n) => random.Next(n) == 0;
}
