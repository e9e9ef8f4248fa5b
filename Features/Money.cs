namespace Mobile.Features;

/// <summary>An amount in the smallest unit of its currency (ISO 4217): 1250 EUR is € 12.50, 1250 JPY is ¥ 1250.</summary>
public sealed record Money(long AmountMinor, string Currency)
{
    /// <summary>As v1 writes it: a decimal with the currency's own number of places.</summary>
    public decimal ToDecimal() => new(
        (int)AmountMinor, (int)(AmountMinor >> 32), 0, isNegative: false, scale: Currency switch
        {
            "JPY" or "KRW" or "ISK" or "VND" or "CLP" => 0,
            "BHD" or "KWD" or "OMR" or "TND" or "JOD" => 3,
            _ => 2,
        });
}
