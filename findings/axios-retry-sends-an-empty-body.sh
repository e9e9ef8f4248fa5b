#!/usr/bin/env bash
# The second attempt of an upload sends nothing, and its 201 counts as the success of the upload.
#
# Version:  axios 1.21.1, axios-retry 4.5.0
# Expected: a stream can be read once, so the retry refuses, or the request fails.
# Seen:     After a 503, the repetition of a POST with a stream as its body carries 0 bytes. Nothing fails on the client: when the server
#           takes an empty body, the promise resolves with its 201. got 16.1.0 in the same place gives the 503 to the caller.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{}' > package.json
npm install --silent --no-audit --no-fund axios@1.21.1 axios-retry@4.5.0 got@16.1.0

cat > run.mjs <<'JS'
import assert from 'node:assert/strict';
import { createReadStream, writeFileSync } from 'node:fs';
import http from 'node:http';
import axios from 'axios';
import axiosRetry from 'axios-retry';
import got from 'got';

setTimeout(() => process.exit(1), 60_000).unref();
writeFileSync('photo.bin', Buffer.alloc(100_000, 7));

async function upload(send) {
  const received = [];
  const server = http.createServer((request, response) => {
    let bytes = 0;
    request.on('data', (chunk) => { bytes += chunk.length; });
    request.on('end', () => {
      received.push(bytes);
      response.writeHead(received.length === 1 ? 503 : 201).end();
    });
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const status = await send(`http://127.0.0.1:${server.address().port}/photos`);
  server.closeAllConnections();
  server.close();
  return { status, received };
}

const client = axios.create();
axiosRetry(client, { retries: 3, retryCondition: (error) => error.response?.status === 503 });
const withAxios = await upload(async (url) => (await client.post(url, createReadStream('photo.bin'))).status);
const withGot = await upload((url) => got.post(url, { body: createReadStream('photo.bin'), retry: { methods: ['POST'] } })
  .then(({ statusCode }) => statusCode, (error) => error.response.statusCode));
console.log({ withAxios, withGot });
assert.deepEqual(withAxios, { status: 201, received: [100_000, 0] });
assert.deepEqual(withGot, { status: 503, received: [100_000] });
JS
node run.mjs
echo "confirmed: axios-retry repeats an upload without its body, and reports success"
