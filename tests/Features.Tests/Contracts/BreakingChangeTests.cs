namespace Mobile.Features.Tests.Contracts;

/// <summary>Each way to break apps in the field is found, by itself, and told in words.</summary>
public sealed class BreakingChangeTests
{
    private const string Post = "paths > /api/orders > post";
    private const string List = "paths > /api/orders > get";
    private const string Product = "paths > /api/products/{sku} > get";

    public static TheoryData<string, string> Endpoints => new()
    {
        { $"{Post} =", "POST /api/orders: the endpoint was removed. Apps in the field still call it. Keep it, or publish a new major version." },
        {
            $$"""
            {{Product}} =
            paths > /api/articles/{sku} = { "get": { "operationId": "getProduct", "responses": {} } }
            """,
            "GET /api/products/{sku}: the endpoint looks moved to GET /api/articles/{sku}."
        },
        { $$"""{{Product}} > security = [{ "bearer": [] }]""", "GET /api/products/{sku}: the endpoint now requires a sign-in." },
        { """components > securitySchemes > bearer = { "type": "apiKey", "in": "query", "name": "token" }""", "sign-in bearer: the way to send it changed." },
        { "components > securitySchemes > bearer =", "sign-in bearer: the way to send it changed." },
        { """servers > 0 > url = "/shop" """, "servers: / is no longer named." },
    };

    public static TheoryData<string, string> Inputs => new()
    {
        { $"{List} > parameters > 1 =", "GET /api/orders › query parameter after: is no longer read." },
        { $$"""{{List}} > parameters > 1 > name = "cursor" """, "GET /api/orders › query parameter after: looks renamed to cursor. Apps in the field still send after. Keep reading after beside cursor" },
        { $"{List} > parameters > 1 > explode = true", "GET /api/orders › query parameter after: is read in another form." },
        { "# > Request > properties > gift > readOnly = true", "POST /api/orders › request › gift: readOnly changed, and the gate cannot tell what that does to apps in the field." },
        { $"{List} > parameters > 0 > required = true", "GET /api/orders › query parameter limit: became required." },
        { $$"""{{List}} > parameters > 2 = { "name": "shop", "in": "query", "required": true, "schema": { "type": "integer" } }""", "GET /api/orders › query parameter shop: is new and required." },
        { $$"""{{List}} > parameters > 2 = { "name": "X-Shop", "in": "header", "required": true, "schema": { "type": "string" } }""", "GET /api/orders › header X-Shop: is new and required." },
        { $"{List} > parameters > 0 > schema > maximum = 50", "GET /api/orders › query parameter limit: the largest allowed value went from 100 to 50." },
        { $"{List} > parameters > 0 > schema > default = 10", "GET /api/orders › query parameter limit: the default went from 20 to 10." },
        { $$"""{{Product}} > parameters > 0 > schema > type = "integer" """, "GET /api/products/{sku} › path parameter sku: the type went from string to integer." },
        { $"{Post} > requestBody =", "POST /api/orders › request: the body is no longer read." },
        { $$"""{{List}} > requestBody = { "required": true, "content": {} }""", "GET /api/orders › request body: is new and required." },
        { $"{Post} > requestBody > content > text/json =", "POST /api/orders › request: the media type text/json is no longer taken." },
        { """# > Request > required = ["lines", "gift"]""", "POST /api/orders › request › gift: the field became required." },
        {
            """
            # > Request > required = ["lines", "shop"]
            # > Request > properties > shop = { "type": "string" }
            """,
            "POST /api/orders › request › shop: the field is new and required. Apps in the field do not send it and would be refused. Make it optional, or publish a new major version."
        },
        { "# > Request > properties > gift =", "POST /api/orders › request › gift: the field is no longer read." },
        {
            """
            # > Line > properties > quantity =
            # > Line > properties > count = { "type": "integer", "format": "int32", "minimum": 1, "maximum": 99 }
            # > Line > required = ["sku", "count"]
            """,
            "POST /api/orders › request › lines[].quantity: the field looks renamed to count. Apps in the field still send quantity. Keep reading quantity beside count, or publish a new major version."
        },
        { """# > Request > properties > note > type = "string" """, "POST /api/orders › request › note: null is no longer accepted." },
        { """# > Line > properties > quantity > format = "int64" """, "POST /api/orders › request › lines[].quantity: the type went from integer (int32) to integer (int64)." },
        { """# > Request > properties > labels > additionalProperties > type = "integer" """, "POST /api/orders › request › labels.*: the type went from string to integer." },
        {
            $$"""{{Post}} > requestBody > content > text/json > schema = { "oneOf": [{ "type": "null" }, { "type": "string" }, { "type": "integer" }] }""",
            "POST /api/orders › request: the type went from anything to string."
        },
        { "# > Request > additionalProperties = false", "POST /api/orders › request: members that are not in the document are now refused." },
    };

    public static TheoryData<string, string> Limits => new()
    {
        { """# > Request > properties > delivery > enum = ["post"]""", "POST /api/orders › request › delivery: \"pickup\" is no longer accepted." },
        { """# > Line > properties > sku > enum = ["A", "B"]""", "POST /api/orders › request › lines[].sku: takes \"A\", \"B\" only." },
        {
            "# > Line > properties > quantity > maximum = 50",
            "POST /api/orders › request › lines[].quantity: the largest allowed value went from 99 to 50. Apps in the field still send up to 99. Keep accepting it, or publish a new major version."
        },
        { "# > Line > properties > quantity > minimum = 2", "POST /api/orders › request › lines[].quantity: the smallest allowed value went from 1 to 2. Apps in the field still send from 1 on." },
        { "# > Line > properties > sku > maxLength = 8", "POST /api/orders › request › lines[].sku: a largest allowed length is new: 8. Apps in the field still send what is beyond it." },
        { "# > Request > properties > note > minLength = 1", "POST /api/orders › request › note: a smallest allowed length is new: 1." },
        { "# > Request > properties > lines > maxItems = 10", "POST /api/orders › request › lines: the largest allowed number of items went from 50 to 10." },
        { """# > Line > properties > sku > pattern = "^[A-Z]+$" """, "POST /api/orders › request › lines[].sku: must now match ^[A-Z]+$ instead of ^[A-Z-]+$." },
        { """# > Request > properties > note > pattern = "^\\S" """, "POST /api/orders › request › note: must now match ^\\S." },
        { "# > Request > properties > lines > uniqueItems = true", "POST /api/orders › request › lines: uniqueItems changed, and the gate cannot tell what that does to apps in the field." },
    };

    public static TheoryData<string, string> Answers => new()
    {
        { $"{Post} > responses > 409 =", "POST /api/orders › response 409: the status is no longer answered (it told order-exists)." },
        { $$"""{{Post}} > responses > 422 > x-problem-codes = ["mixed-currencies"]""", "POST /api/orders › response 422: the problem code unknown-sku is gone." },
        {
            $"""
            {Post} > responses > 422 > x-problem-codes = ["mixed-currencies"]
            {Post} > responses > 409 > x-problem-codes = ["order-exists", "unknown-sku"]
            """,
            "POST /api/orders › response 422: the problem code unknown-sku moved to status 409."
        },
        { $"{Post} > responses > 201 > content > text/json =", "POST /api/orders › response 201: the media type text/json is no longer answered." },
        { $"{Post} > responses > 201 > headers > Location =", "POST /api/orders › response 201 header Location: is no longer sent." },
        { $"{Post} > responses > 201 > headers > ETag > required = false", "POST /api/orders › response 201 header ETag: may now be missing." },
        {
            """
            # > Category > required = ["parent"]
            # > Category > properties > name =
            """,
            "GET /api/products/{sku} › response 200 › name: the field was removed. Apps in the field still read it. Keep sending it, or publish a new major version."
        },
        {
            """
            # > Category > required = ["title", "parent"]
            # > Category > properties > name =
            # > Category > properties > title = { "type": "string" }
            """,
            "GET /api/products/{sku} › response 200 › name: the field looks renamed to title. Apps in the field still read name. Keep sending name beside title"
        },
        { """# > Category > required = ["parent"]""", "GET /api/products/{sku} › response 200 › name: the field may now be missing." },
        { """# > Category > properties > name > type = ["null", "string"]""", "GET /api/products/{sku} › response 200 › name: may now be null." },
        { """# > Category > properties > name = {}""", "GET /api/products/{sku} › response 200 › name: the type went from string to anything." },
        { """# > Order > properties > status > enum = ["placed", "shipped", "returned"]""", "response 200 › items[].status: \"returned\" is a new value. Apps in the field do not know it." },
        { """# > Order > properties > status = { "type": "string" }""", "items[].status: may now be something else than \"placed\", \"shipped\"." },
        { """# > Order > properties > total = { "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Money" }] }""", "items[].total: may now be null." },
        { """# > Order > properties > placedAt > format = """, "items[].placedAt: the type went from string (date-time) to string." },
        { """# > Order > properties > note > maxLength = 900 """, "items[].note: the largest allowed length went from 500 to 900. Apps in the field expect no more than 500." },
        { """# > Order > properties > id > pattern = """, "items[].id: may no longer match ^[0-9a-f]{32}$." },
        { """# > Order > properties > labels > additionalProperties > type = "integer" """, "items[].labels.*: the type went from string to integer." },
        { """# > Delta > properties > deleted > items > type = "integer" """, "GET /api/orders › response 200 › deleted[]: the type went from string to integer." },
        { $$"""{{List}} > responses > 200 > content > application/json > schema > oneOf > 2 = { "type": "string" }""", "GET /api/orders › response 200: the alternative string" },
        { $$"""{{List}} > responses > 200 > content > application/json > schema > oneOf > 1 =""", "GET /api/orders › response 200: the alternative object { deleted, items } was removed." },
    };

    public static TheoryData<string, string> Forms => new()
    {
        { """# > Messages > then > required = ["deleted"]""", "GET /api/messages › response 200 › more: the field may now be missing." },
        { "# > Messages > else =", "GET /api/messages › response 200 › next: the field may now be missing." },
        { """# > Messages > if > required = ["more"]""", "GET /api/messages › response 200: the condition that tells two forms apart changed." },
        { """# > Messages > properties > next > type = "integer" """, "GET /api/messages › response 200 › next: the type went from string to integer." },
    };

    [Theory]
    [MemberData(nameof(Endpoints))]
    [MemberData(nameof(Inputs))]
    [MemberData(nameof(Limits))]
    [MemberData(nameof(Answers))]
    [MemberData(nameof(Forms))]
    public void A_break_is_named_and_nothing_else_is(string edits, string message)
    {
        var breaking = Assert.Single(SampleContract.Edit(edits), change => change.IsBreaking);

        Assert.Contains(message, breaking.ToString(), StringComparison.Ordinal);
        Assert.EndsWith(", or publish a new major version.", breaking.Message, StringComparison.Ordinal);
    }

    /// <summary>Without the condition the schema allows what neither of the alternatives did: a list from which nobody can go on.</summary>
    [Fact]
    public void One_schema_in_place_of_alternatives_breaks_where_it_demands_less_than_they_did()
    {
        var breaking = SampleContract.Edit("""
            paths > /api/orders > get > responses > 200 > content > application/json > schema = { "$ref": "#/components/schemas/List" }
            # > List = { "type": "object", "required": ["items"] }
            # > List > properties = { "next": { "type": ["null", "string"] }, "deleted": { "type": "array", "items": { "type": "string" } } }
            # > List > properties > items = { "type": "array", "items": { "$ref": "#/components/schemas/Order" } }
            """).Where(change => change.IsBreaking).Select(change => change.ToString()).ToList();

        Assert.Contains(breaking, change => change.Contains("the field may now be missing", StringComparison.Ordinal));
        Assert.Contains(breaking, change => change.Contains("the alternative object", StringComparison.Ordinal));
    }

    [Fact]
    public void A_break_of_what_endpoints_share_is_told_once_with_all_its_places()
    {
        var change = Assert.Single(SampleContract.Edit("""# > Money > properties > currency > type = "integer" """));

        Assert.Equal(
            [
                "GET /api/orders › response 200 › items[].total.currency", "GET /api/orders › response 200 › items[].discount.currency",
                "POST /api/orders › response 201 › total.currency", "POST /api/orders › response 201 › discount.currency",
            ],
            change.Places);
        Assert.EndsWith("\n    also POST /api/orders › response 201 › total.currency\n    and at 2 more places", change.ToString(), StringComparison.Ordinal);
    }
}
