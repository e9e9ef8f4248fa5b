#!/usr/bin/env bash
# .NET finds the time zone `asia/tokyo` only after `Asia/Tokyo` was asked for in the same process.
#
# Version:  .NET 10.0 on Linux (SDK 10.0.4xx, tzdata 2025b)
# Expected: TimeZoneInfo.TryFindSystemTimeZoneById gives one answer for one name; it documents no letter case.
# Seen:     A name is looked up in a cache that ignores case, and then as the path of a file, which does not. So what a server answers depends on
#           what others have asked before, and differs between two nodes. `localtime`, `posixrules` and `Factory` are found as zones, too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

cat > zones.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
</Project>
XML
cat > Program.cs <<'CS'
static string Find(string id) => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone.Id : "none";

Console.Write($"{Find("asia/tokyo")} {Find("Asia/Tokyo")} {Find("asia/tokyo")} {Find("ASIA/TOKYO")} {Find("posixrules")}");
CS
dotnet build -v quiet -o out zones.csproj > build.log || { cat build.log; exit 1; }
[ -f /usr/share/zoneinfo/posixrules ] || { echo "needs the package tzdata, with posixrules"; exit 1; }
answers=$(dotnet out/zones.dll)
echo "asia/tokyo, Asia/Tokyo, asia/tokyo, ASIA/TOKYO, posixrules: $answers"
[ "$answers" = "none Asia/Tokyo Asia/Tokyo Asia/Tokyo posixrules" ]
echo "confirmed: a name in another case is found once the right one was asked for"
