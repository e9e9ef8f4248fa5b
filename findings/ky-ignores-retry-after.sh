#!/usr/bin/env bash
# A retry that you ask for yourself does not wait for Retry-After; the same retry by the library's own choice does.
#
# Version:  ky 2.1.0
# Expected: `retry.shouldRetry` decides whether to repeat, and Retry-After decides when.
# Seen:     503 with Retry-After: 2 is repeated after 2 s without `shouldRetry`, and when it returns undefined. When it returns true, the
#           repetition leaves after 0.3 s. And a status that is added to `retry.statusCodes`, such as 409, does not wait either: only those
#           in `retry.afterStatusCodes` do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{}' > package.json
npm install --silent --no-audit --no-fund ky@2.1.0

cat > run.mjs <<'JS'
import assert from 'node:assert/strict';
import http from 'node:http';
import ky from 'ky';

setTimeout(() => process.exit(1), 60_000).unref();

async function waited(status, retry) {
  const times = [];
  const server = http.createServer((request, response) => {
    times.push(performance.now());
    response.writeHead(times.length === 1 ? status : 200, times.length === 1 ? { 'Retry-After': '2' } : {}).end('{}');
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  assert.equal((await ky(`http://127.0.0.1:${server.address().port}/`, { retry })).status, 200);
  server.closeAllConnections();
  server.close();
  return Math.round(times[1] - times[0]);
}

const byDefault = await waited(503, {});
const undecided = await waited(503, { shouldRetry: () => undefined });
const decided = await waited(503, { shouldRetry: ({ error }) => error.response?.status === 503 });
const added = await waited(409, { statusCodes: [409] });
const both = await waited(409, { statusCodes: [409], afterStatusCodes: [409] });
console.log({ byDefault, undecided, decided, added, both });
for (const ms of [byDefault, undecided, both]) assert.ok(ms >= 1990, `${ms}`);
for (const ms of [decided, added]) assert.ok(ms < 1000, `${ms}`);
JS
node run.mjs
echo "confirmed: with shouldRetry → true, ky repeats before Retry-After"
