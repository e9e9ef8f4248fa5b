using System.Text.Json.Nodes;
using Mobile.Contracts;

namespace Mobile.Features.Tests.Contracts;

/// <summary>A small contract that has one of everything, and a way to change it.</summary>
internal static class SampleContract
{
    private const string Json = """
        {
          "openapi": "3.1.1",
          "paths": {
            "/api/orders": {
              "get": {
                "operationId": "listOrders",
                "parameters": [
                  { "name": "limit", "in": "query", "schema": { "type": "integer", "minimum": 1, "maximum": 100, "default": 20 } },
                  { "name": "after", "in": "query", "schema": { "type": "string" } }
                ],
                "responses": {
                  "200": { "content": { "application/json": { "schema": { "oneOf": [{ "$ref": "#/components/schemas/Page" }, { "$ref": "#/components/schemas/Delta" }] } } } }
                },
                "security": [{ "bearer": [] }]
              },
              "post": {
                "operationId": "placeOrder",
                "parameters": [{ "name": "Idempotency-Key", "in": "header", "required": true, "schema": { "type": "string", "minLength": 16, "maxLength": 255 } }],
                "requestBody": { "required": true, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Request" } }, "text/json": { "schema": {} } } },
                "responses": {
                  "201": {
                    "headers": { "ETag": { "required": true, "schema": { "type": "string" } }, "Location": { "schema": { "type": "string" } } },
                    "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Order" } }, "text/json": { "schema": {} } }
                  },
                  "409": { "x-problem-codes": ["order-exists"], "content": { "application/problem+json": { "schema": {} } } },
                  "422": { "x-problem-codes": ["unknown-sku", "mixed-currencies"], "content": { "application/problem+json": { "schema": {} } } }
                },
                "security": [{ "bearer": [] }]
              }
            },
            "/api/messages": {
              "get": {
                "operationId": "listMessages",
                "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Messages" } } } } }
              }
            },
            "/api/products/{sku}": {
              "get": {
                "operationId": "getProduct",
                "parameters": [{ "name": "sku", "in": "path", "required": true, "schema": { "type": "string" } }],
                "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Category" } } } } }
              }
            }
          },
          "servers": [{ "url": "/" }],
          "components": {
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer", "description": "A token." } },
            "schemas": {
              "Request": {
                "type": "object",
                "required": ["lines"],
                "properties": {
                  "lines": { "type": "array", "minItems": 1, "maxItems": 50, "items": { "$ref": "#/components/schemas/Line" } },
                  "delivery": { "enum": ["post", "pickup"] },
                  "note": { "type": ["null", "string"], "minLength": 0, "maxLength": 500 },
                  "gift": { "type": "boolean" },
                  "labels": { "type": "object", "additionalProperties": { "type": "string" } }
                }
              },
              "Line": {
                "type": "object",
                "required": ["sku", "quantity"],
                "properties": {
                  "sku": { "type": "string", "pattern": "^[A-Z-]+$" },
                  "quantity": { "type": "integer", "format": "int32", "minimum": 1, "maximum": 99 }
                }
              },
              "Order": {
                "type": "object",
                "required": ["id", "status", "total", "discount", "note", "placedAt"],
                "properties": {
                  "id": { "type": "string", "pattern": "^[0-9a-f]{32}$" },
                  "status": { "enum": ["placed", "shipped"] },
                  "total": { "$ref": "#/components/schemas/Money" },
                  "discount": { "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Money" }] },
                  "note": { "type": ["null", "string"], "maxLength": 500 },
                  "placedAt": { "type": "string", "format": "date-time" },
                  "labels": { "type": "object", "additionalProperties": { "type": "string" } }
                }
              },
              "Money": {
                "type": "object",
                "required": ["amountMinor", "currency"],
                "properties": { "amountMinor": { "type": "integer", "format": "int64" }, "currency": { "type": "string" } }
              },
              "Page": {
                "type": "object",
                "required": ["items", "next"],
                "properties": { "items": { "type": "array", "items": { "$ref": "#/components/schemas/Order" } }, "next": { "type": ["null", "string"] } }
              },
              "Delta": {
                "type": "object",
                "required": ["items", "deleted"],
                "properties": {
                  "items": { "type": "array", "items": { "$ref": "#/components/schemas/Order" } },
                  "deleted": { "type": "array", "items": { "type": "string" } }
                }
              },
              "Messages": {
                "type": "object",
                "required": ["items"],
                "properties": {
                  "items": { "type": "array", "items": { "type": "string" } },
                  "next": { "type": ["null", "string"] },
                  "deleted": { "type": "array", "items": { "type": "string" } },
                  "more": { "type": "boolean" }
                },
                "if": { "required": ["deleted"] },
                "then": { "required": ["deleted", "more"] },
                "else": { "required": ["next"] }
              },
              "Category": {
                "type": "object",
                "required": ["name", "parent"],
                "properties": {
                  "name": { "type": "string" },
                  "parent": { "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Category" }] },
                  "children": { "type": "array", "items": { "$ref": "#/components/schemas/Category" } }
                }
              }
            }
          }
        }
        """;

    /// <param name="edits">Lines of <c>a &gt; b = json</c>: sets what the path leads to, or removes it where nothing follows. <c>#</c> stands for the schemas.</param>
    public static IReadOnlyList<ContractChange> Edit(string edits)
    {
        var root = JsonNode.Parse(Json)!;
        foreach (var edit in edits.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (path, json) = (edit[..edit.IndexOf('=', StringComparison.Ordinal)].Trim(), edit[(edit.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim());
            Set(root, path.Replace("#", "components > schemas", StringComparison.Ordinal).Split(" > "), json);
        }

        return ContractComparison.Compare(ContractDocument.Parse(Json), ContractDocument.Parse(root.ToJsonString()));
    }

    private static void Set(JsonNode root, string[] steps, string json)
    {
        var owner = steps[..^1].Aggregate(root, (node, step) => node is JsonArray array ? array[int.Parse(step)]! : node[step]!);
        switch (owner, json)
        {
            case (JsonArray array, ""):
                array.RemoveAt(int.Parse(steps[^1]));
                break;
            case (JsonArray array, _):
                array.Insert(int.Parse(steps[^1]), JsonNode.Parse(json));
                break;
            case (JsonObject members, ""):
                Assert.True(members.Remove(steps[^1]));
                break;
            default:
                owner[steps[^1]] = JsonNode.Parse(json);
                break;
        }
    }
}
