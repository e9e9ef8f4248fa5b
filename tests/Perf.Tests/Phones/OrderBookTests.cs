using Mobile.Perf.Phones;

namespace Mobile.Perf.Tests.Phones;

public sealed class OrderBookTests : IDisposable
{
    private readonly PlainHttp http = new(new("http://127.0.0.1:1"));
    private readonly OrderBook book;

    public OrderBookTests() => book = new(http, "test");

    [Fact]
    public void An_order_that_was_confirmed_is_there_once()
    {
        var note = Confirmed("a");
        Assert.Empty(book.Compare([("a", note)]));
    }

    [Fact]
    public void An_order_that_was_never_confirmed_may_be_there_or_not()
    {
        var note = book.Try();
        Assert.Empty(book.Compare([]));
        Assert.Empty(book.Compare([("a", note)]));
    }

    [Fact]
    public void A_lost_order_is_told()
    {
        var note = Confirmed("a");
        Assert.Equal([$"1 orders are confirmed, but not there: {note}."], book.Compare([]));
    }

    [Fact]
    public void An_order_that_came_twice_is_told_whether_it_was_confirmed_or_not()
    {
        var (confirmed, unsure) = (Confirmed("a"), book.Try());
        var broken = book.Compare([("a", confirmed), ("b", confirmed), ("c", unsure), ("d", unsure)]);
        Assert.Contains(broken, sentence => sentence.StartsWith("2 orders are there more than once", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_id_than_was_confirmed_is_told()
    {
        var note = Confirmed("a");
        Assert.Equal([$"1 orders are there under another id than was confirmed: {note}."], book.Compare([("b", note)]));
    }

    [Fact]
    public void An_order_that_nobody_placed_is_told() =>
        Assert.Equal(["1 orders are there, but nobody placed them: a 'a stranger'."], book.Compare([("a", "a stranger")]));

    public void Dispose() => http.Dispose();

    private string Confirmed(string id)
    {
        var note = book.Try();
        book.Confirm(note, id);
        return note;
    }
}
