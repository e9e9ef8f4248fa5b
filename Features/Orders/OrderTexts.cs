using Mobile.Features.Devices;

namespace Mobile.Features.Orders;

/// <summary>What a push tells of an order, in one language.</summary>
internal sealed record OrderTexts(OrderText Placed, OrderText Shipped, OrderText Cancelled)
{
    private static readonly OrderTexts English = new(
        new("Order received", "Thank you. We are getting it ready."),
        new("Your order is on its way", "It has left our warehouse. Tap to see it."),
        new("Order cancelled", "It is cancelled as you asked. Nothing will be sent."));

    private static readonly OrderTexts German = new(
        new("Bestellung eingegangen", "Vielen Dank. Wir stellen sie zusammen."),
        new("Ihre Bestellung ist unterwegs", "Sie hat unser Lager verlassen. Tippen Sie, um sie anzusehen."),
        new("Bestellung storniert", "Sie ist wie gewünscht storniert. Es wird nichts geliefert."));

    private static readonly OrderTexts Arabic = new(
        new("تم استلام طلبك", "شكرًا لك. نقوم الآن بتجهيزه."),
        new("طلبك في الطريق إليك", "غادر الطلب مستودعنا. اضغط لعرضه."),
        new("تم إلغاء الطلب", "أُلغي الطلب كما طلبت. لن يُرسل أي شيء."));

    /// <summary>By the language of a locale such as <c>de-CH</c>; in English where the shop does not speak it.</summary>
    public static OrderTexts In(string locale) => LanguageTag.Parse(locale)?.Language switch
    {
        "de" => German,
        "ar" => Arabic,
        _ => English,
    };
}

internal sealed record OrderText(string Title, string Body);
