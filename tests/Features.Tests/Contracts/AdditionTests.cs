namespace Mobile.Features.Tests.Contracts;

/// <summary>What may be added within a major version passes, and is told.</summary>
public sealed class AdditionTests
{
    private const string Post = "paths > /api/orders > post";
    private const string List = "paths > /api/orders > get";
    private const string Product = "paths > /api/products/{sku}";

    public static TheoryData<string, string> Additions => new()
    {
        { $$"""paths > /api/config = { "get": { "responses": {} } }""", "GET /api/config: a new endpoint." },
        { $$"""{{Product}} > delete = { "responses": {} }""", "DELETE /api/products/{sku}: a new endpoint." },
        { $"{List} > security = []", "GET /api/orders: may now be called without a sign-in." },
        { $$"""{{List}} > parameters > 2 = { "name": "shop", "in": "query", "schema": { "type": "string" } }""", "GET /api/orders › query parameter shop: is new and optional." },
        { $"{Post} > parameters > 0 > required = false", "POST /api/orders › header Idempotency-Key: may now be left out." },
        { $"{List} > parameters > 0 > schema > maximum = 500", "GET /api/orders › query parameter limit: the largest allowed value went from 100 to 500." },
        { $$"""{{Post}} > requestBody > content > application/cbor = {}""", "POST /api/orders › request: may now be application/cbor." },
        { $"{Post} > requestBody > required = false", "POST /api/orders › request body: may now be left out." },
        { """# > Request > properties > shop = { "type": "string" }""", "POST /api/orders › request › shop: a new optional field." },
        { "# > Request > required = []", "POST /api/orders › request › lines: the field may now be left out." },
        { """# > Request > properties > gift > type = ["null", "boolean"]""", "POST /api/orders › request › gift: may now be null." },
        { """# > Request > properties > delivery > enum = ["post", "pickup", "courier"]""", "POST /api/orders › request › delivery: \"courier\" is accepted too." },
        { "# > Line > properties > sku > pattern =", "POST /api/orders › request › lines[].sku: need no longer match a pattern." },
        { "# > Line > properties > quantity > minimum =", "POST /api/orders › request › lines[].quantity: the smallest allowed value of 1 is gone." },
        { $$"""{{Post}} > responses > 426 = { "x-problem-codes": ["client-upgrade-required"] }""", "POST /api/orders › response 426: a new status." },
        { $$"""{{Post}} > responses > 409 > x-problem-codes = ["order-exists", "out-of-stock"]""", "POST /api/orders › response 409: a new problem code, out-of-stock." },
        { $$"""{{Post}} > responses > 201 > headers > Link = { "schema": { "type": "string" } }""", "POST /api/orders › response 201 header Link: is new." },
        { $$"""{{Post}} > responses > 201 > content > application/cbor = {}""", "POST /api/orders › response 201: may now be application/cbor" },
        {
            $$"""{{Post}} > responses > 201 > content > text/json > schema = { "oneOf": [{ "type": "string" }, { "type": "integer" }] }""",
            "POST /api/orders › response 201: the type went from anything to one of several shapes."
        },
        {
            $$"""{{Post}} > requestBody > content > application/json > schema = {}""",
            "POST /api/orders › request: the type went from object to anything."
        },
        { """# > Category > properties > image = { "type": "string" }""", "GET /api/products/{sku} › response 200 › image: a new field." },
    };

    public static TheoryData<string> Invisible =>
    [
        """# > Money > description = "An amount." """,
        $"""{Post} > operationId = "buy" """,
        """# > Order > properties > status > enum = ["placed"]""",
        """# > Order > required = ["id", "status", "total", "discount", "note", "placedAt", "labels"]""",
        """# > Order > properties > discount = { "$ref": "#/components/schemas/Money" }""",
        """# > Order > properties > total = { "oneOf": [{ "$ref": "#/components/schemas/Money", "description": "All of it." }] }""",
        """
        # > Cash = { "type": "object", "required": ["currency", "amountMinor"], "properties": { "currency": { "type": "string" }, "amountMinor": { "type": "integer", "format": "int64" } } }
        # > Order > properties > total = { "$ref": "#/components/schemas/Cash" }
        """,
        $$"""
        {{Product}} =
        paths > /api/products/{name} = { "get": { "parameters": [{ "name": "name", "in": "path", "required": true, "schema": { "type": "string" } }], "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Category" } } } } } } }
        """,
        """paths > /api/orders > get > parameters > 0 > description = "How many." """,
        """
        paths > /api/orders > get > responses > 200 > content > application/json > schema > oneOf > 0 =
        paths > /api/orders > get > responses > 200 > content > application/json > schema > oneOf > 1 = { "$ref": "#/components/schemas/Page" }
        """,
    ];

    [Theory]
    [MemberData(nameof(Additions))]
    public void An_addition_passes_and_is_told(string edits, string message)
    {
        var addition = Assert.Single(SampleContract.Edit(edits));

        Assert.False(addition.IsBreaking, addition.ToString());
        Assert.Contains(message, addition.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Invisible))]
    public void What_no_app_can_see_or_trip_over_is_no_breaking_change(string edits)
    {
        Assert.DoesNotContain(SampleContract.Edit(edits), change => change.IsBreaking);
    }

    [Fact]
    public void One_schema_with_a_condition_may_take_the_place_of_the_alternatives_that_it_allows()
    {
        var changes = SampleContract.Edit("""
            paths > /api/orders > get > responses > 200 > content > application/json > schema = { "$ref": "#/components/schemas/List" }
            # > List = { "type": "object", "required": ["items"] }
            # > List > properties = { "next": { "type": ["null", "string"] }, "deleted": { "type": "array", "items": { "type": "string" } } }
            # > List > properties > items = { "type": "array", "items": { "$ref": "#/components/schemas/Order" } }
            # > List > if = { "required": ["deleted"] }
            # > List > then = { "required": ["deleted"] }
            # > List > else = { "required": ["next"] }
            """);

        Assert.NotEmpty(changes);
        Assert.DoesNotContain(changes, change => change.IsBreaking);
    }
}
