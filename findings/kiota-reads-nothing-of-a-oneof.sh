#!/usr/bin/env bash
# An answer that is one of two objects is read as an object in which everything is null, without an exception.
#
# Version:  Microsoft.OpenApi.Kiota 1.38.0, Microsoft.Kiota.Serialization.Json 2.1.2
# Expected: `oneOf: [Page, Delta]` is read as the alternative that fits, or reading fails: while generating, Kiota warns of
#           "serialization errors", and ends with 0.
# Seen:     No error. There is a wrapper with the members Page and Delta. Without a discriminator its factory knows no alternative to make,
#           so that both stay null for every answer.
set -euo pipefail
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 KIOTA_OFFLINE_ENABLED=true KIOTA_TELEMETRY_OPTOUT=true MSBUILDDISABLENODEREUSE=1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
dotnet tool install Microsoft.OpenApi.Kiota --version 1.38.0 --tool-path tools >/dev/null

cat > api.json <<'JSON'
{
  "openapi": "3.0.3",
  "info": { "title": "lists", "version": "1" },
  "servers": [{ "url": "http://127.0.0.1" }],
  "paths": { "/orders": { "get": { "responses": { "200": { "description": "OK", "content": { "application/json": { "schema": {
    "oneOf": [{ "$ref": "#/components/schemas/Page" }, { "$ref": "#/components/schemas/Delta" }] } } } } } } } },
  "components": { "schemas": {
    "Page": { "type": "object", "required": ["items", "next"], "properties": {
      "items": { "type": "array", "items": { "type": "string" } }, "next": { "type": "string", "nullable": true } } },
    "Delta": { "type": "object", "required": ["items", "more"], "properties": {
      "items": { "type": "array", "items": { "type": "string" } }, "more": { "type": "boolean" } } } } }
}
JSON
tools/kiota generate --openapi api.json --language CSharp --class-name Lists --namespace-name Lists --output Client > kiota.log 2>&1
grep -i "does not define a discriminator" kiota.log

cat > Reader.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <NoWarn>$(NoWarn);CS8618;CS8632;CS0618</NoWarn>
    <DefaultItemExcludes>$(DefaultItemExcludes);tools/**</DefaultItemExcludes>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.Kiota.Abstractions" Version="2.1.2" />
    <PackageReference Include="Microsoft.Kiota.Http.HttpClientLibrary" Version="2.1.2" />
    <PackageReference Include="Microsoft.Kiota.Serialization.Form" Version="2.1.2" />
    <PackageReference Include="Microsoft.Kiota.Serialization.Json" Version="2.1.2" />
    <PackageReference Include="Microsoft.Kiota.Serialization.Multipart" Version="2.1.2" />
    <PackageReference Include="Microsoft.Kiota.Serialization.Text" Version="2.1.2" />
  </ItemGroup>
</Project>
XML
cat > Program.cs <<'CS'
using System.Text;
using Lists.Orders;
using Microsoft.Kiota.Serialization.Json;

foreach (var answer in new[] { """{ "items": ["a"], "next": null }""", """{ "items": ["a"], "more": true }""" })
{
    using var stream = new MemoryStream(Encoding.UTF8.GetBytes(answer));
    var node = await new JsonParseNodeFactory().GetRootParseNodeAsync("application/json", stream);
    var read = node.GetObjectValue(OrdersRequestBuilder.OrdersGetResponse.CreateFromDiscriminatorValue);
    Console.WriteLine($"{answer} -> Page: {read.Page is null}, Delta: {read.Delta is null}");
}
CS
dotnet run --project Reader.csproj 2>&1 | tee read.txt
[ "$(grep -c -- '-> Page: True, Delta: True$' read.txt)" = 2 ]
echo "confirmed: Kiota's client reads null, whichever alternative is answered"
