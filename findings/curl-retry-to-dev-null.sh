#!/usr/bin/env bash
# `curl --retry 3 -o /dev/null` never retries: the option that throws the body away turns a passing 503 into error 23.
#
# Version:  curl 7.88.1 as Debian 12 ships it (7.88.1-10+deb12u14, u15); 8.14.1 of Debian 13 retries
# Expected: --retry repeats a 503 wherever the body goes.
# Seen:     Before a repetition curl cuts the output file back to its old length. /dev/null cannot be cut, so it stops with
#           "curl: (23) Failed to truncate file" after the first request. `> /dev/null` and `-o file` retry. -s hides the message.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"

curl=curl
if ! curl --version 2>/dev/null | grep -q '^curl 7\.88\.1 '; then
  apt-get download -qq 'curl=7.88.1-*' 'libcurl4=7.88.1-*' # needs the packages of Debian 12
  for package in *.deb; do dpkg -x "$package" .; done
  export LD_LIBRARY_PATH="$folder/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || echo x86_64-linux-gnu)"
  curl="$folder/usr/bin/curl"
fi
"$curl" --version | head -1

cat > server.mjs <<'JS'
import http from 'node:http';
import { writeFileSync } from 'node:fs';

const requests = {};
const server = http.createServer((request, response) => {
  if (request.url === '/count') return response.end(JSON.stringify(requests));
  requests[request.url] = (requests[request.url] ?? 0) + 1;
  return response.writeHead(requests[request.url] === 1 ? 503 : 200).end('body');
});
server.listen(0, '127.0.0.1', () => writeFileSync('port', `${server.address().port}`));
setTimeout(() => process.exit(1), 60_000);
JS
node server.mjs & server=$!
for _ in $(seq 100); do [ -s port ] && break; sleep 0.1; done
base="http://127.0.0.1:$(cat port)"

code=0; "$curl" -s -o /dev/null --retry 3 --retry-delay 1 "$base/dev-null" || code=$?
"$curl" -s --retry 3 --retry-delay 1 "$base/redirected" > /dev/null
"$curl" -s -o file --retry 3 --retry-delay 1 "$base/file"
counts=$("$curl" -s "$base/count")
echo "exit code with -o /dev/null: $code, requests: $counts"
[ "$code" = 23 ]
[ "$counts" = '{"/dev-null":1,"/redirected":2,"/file":2}' ]
echo "confirmed: curl -o /dev/null --retry gives up with error 23"
