#!/usr/bin/env bash
# Of an answer that is one of two objects the generated client knows the first; what only the second has is lost, without a warning.
#
# Version:  NSwag.ConsoleCore 14.8.0
# Expected: `oneOf: [Page, Delta]` becomes a type that can hold either, an untyped one, or an error.
# Seen:     The operation returns Task<Page>. The class Delta is generated, and used nowhere. The command ends with 0.
set -euo pipefail
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
dotnet tool install NSwag.ConsoleCore --version 14.8.0 --tool-path tools >/dev/null

cat > api.json <<'JSON'
{
  "openapi": "3.0.3",
  "info": { "title": "lists", "version": "1" },
  "paths": { "/orders": { "get": { "operationId": "listOrders", "responses": { "200": { "description": "OK", "content": {
    "application/json": { "schema": { "oneOf": [{ "$ref": "#/components/schemas/Page" }, { "$ref": "#/components/schemas/Delta" }] } } } } } } } },
  "components": { "schemas": {
    "Page": { "type": "object", "required": ["items"], "properties": { "items": { "type": "array", "items": { "type": "string" } },
      "next": { "type": "string", "nullable": true } } },
    "Delta": { "type": "object", "required": ["items", "more"], "properties": { "items": { "type": "array", "items": { "type": "string" } },
      "more": { "type": "boolean" } } } } }
}
JSON
tools/nswag openapi2csclient /input:api.json /output:Client.cs /namespace:Lists /className:Api >log.txt 2>&1
grep -inE "warning|oneof" log.txt && exit 1
grep -nE "virtual .*ListOrdersAsync\(|class Delta|Delta>" Client.cs | tee seen.txt
grep -qE "Task<Page> ListOrdersAsync\(\)" seen.txt
[ "$(grep -c Delta seen.txt)" = 1 ]
echo "confirmed: NSwag's client reads every answer as the first alternative"
