using Mobile.Features.Push.NotificationHubs;
using Mobile.Testing.Hub;

namespace Mobile.Features.Tests.Push.NotificationHubs;

public sealed class TagExpressionTests
{
    [Fact]
    public void An_expression_keeps_its_meaning_where_it_is_nested()
    {
        var apple = TagExpression.Of("platform_apns");
        var german = TagExpression.AnyOf(TagExpression.Of("locale_de"), TagExpression.Of("locale_de-CH"));

        var both = TagExpression.AllOf(apple, german, TagExpression.Not(TagExpression.Of("user_1")));

        Assert.Equal("platform_apns && (locale_de || locale_de-CH) && !(user_1)", both.Text);
        Assert.True(HubTagExpression.Parse(both.Text).Matches(tag => tag is "platform_apns" or "locale_de-CH"));
        Assert.False(HubTagExpression.Parse(both.Text).Matches(tag => tag is "platform_apns" or "locale_de-CH" or "user_1"));
        Assert.False(HubTagExpression.Parse(both.Text).Matches(tag => tag is "platform_apns"));
    }

    [Fact]
    public void A_negation_holds_its_own_when_it_is_joined()
    {
        var not = TagExpression.Not(TagExpression.AnyOf(TagExpression.Of("a"), TagExpression.Of("b")));
        var neither = TagExpression.AllOf(not, TagExpression.Of("c"));

        Assert.Equal("(!(a || b) || c) && d", TagExpression.AllOf(TagExpression.AnyOf(not, TagExpression.Of("c")), TagExpression.Of("d")).Text);

        Assert.True(HubTagExpression.Parse(neither.Text).Matches(tag => tag == "c"));
        Assert.False(HubTagExpression.Parse(neither.Text).Matches(tag => tag is "a" or "c"));
    }

    [Fact]
    public void Twenty_tags_may_be_joined_by_or_and_six_otherwise()
    {
        var twenty = TagExpression.AnyOf([.. Enumerable.Range(0, 20).Select(Tag)]);
        var six = TagExpression.AllOf([.. Enumerable.Range(0, 6).Select(Tag)]);

        Assert.True(HubTagExpression.Parse(twenty.Text).Matches(tag => tag == "t19"));
        Assert.True(HubTagExpression.Parse(six.Text).Matches(_ => true));
        Assert.Throws<ArgumentException>(() => TagExpression.AnyOf(twenty, Tag(20)));
        Assert.Throws<ArgumentException>(() => TagExpression.AllOf(six, Tag(6)));
        Assert.Throws<ArgumentException>(() => TagExpression.AllOf(twenty, Tag(20)));
        Assert.Throws<ArgumentException>(() => TagExpression.Not(TagExpression.AnyOf([.. Enumerable.Range(0, 7).Select(Tag)])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a||b")]
    [InlineData("müller")]
    public void A_tag_that_the_service_refuses_is_refused_here(string tag) => Assert.Throws<ArgumentException>(() => TagExpression.Of(tag));

    [Fact]
    public void A_tag_has_120_characters_at_most()
    {
        Assert.Equal(120, TagExpression.Of(new string('x', 120)).Text.Length);
        Assert.Throws<ArgumentException>(() => TagExpression.Of(new string('x', 121)));
    }

    private static TagExpression Tag(int number) => TagExpression.Of($"t{number}");
}
