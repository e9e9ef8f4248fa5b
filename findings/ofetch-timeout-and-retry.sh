#!/usr/bin/env bash
# `timeout` and `retry` do not work together: after a timeout nothing is repeated, and what is repeated has no timeout.
#
# Version:  ofetch 1.5.1
# Expected: `{ timeout: 1000, retry: 3 }` gives each attempt a second, and tries again after a timeout.
# Seen:     The AbortSignal of the first attempt is handed on to the others. After a timeout it is aborted already, so the repetitions fail
#           before they leave: the server sees one request. After an answer such as 503 its timer is cleared and no other one is set: a
#           repetition that gets no answer waits without end.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{}' > package.json
npm install --silent --no-audit --no-fund ofetch@1.5.1

cat > run.mjs <<'JS'
import assert from 'node:assert/strict';
import http from 'node:http';
import { ofetch } from 'ofetch';

setTimeout(() => process.exit(1), 60_000).unref();

async function run(answers, options) {
  let requests = 0;
  const server = http.createServer((request, response) => {
    const status = answers[requests++];
    if (status) response.writeHead(status).end('{}'); // null: no answer
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const outcome = await Promise.race([
    ofetch.raw(`http://127.0.0.1:${server.address().port}/`, options)
      .then(({ status }) => status, (error) => error.cause?.name ?? error.name),
    new Promise((resume) => setTimeout(() => resume('no answer and no timeout within 6 s'), 6_000)),
  ]);
  server.closeAllConnections();
  server.close();
  return { outcome, requests };
}

const afterTimeout = await run([null, 200], { timeout: 1_000, retry: 3 });
const afterAnswer = await run([503, null, 200], { timeout: 1_000, retry: 3 });
const withoutTimeout = await run([503, 200], { retry: 3 });
console.log({ afterTimeout, afterAnswer, withoutTimeout });
assert.deepEqual(afterTimeout, { outcome: 'TimeoutError', requests: 1 });
assert.deepEqual(afterAnswer, { outcome: 'no answer and no timeout within 6 s', requests: 2 });
assert.deepEqual(withoutTimeout, { outcome: 200, requests: 2 });
process.exit(0);
JS
node run.mjs
echo "confirmed: ofetch repeats nothing after a timeout, and has no timeout after a repetition"
