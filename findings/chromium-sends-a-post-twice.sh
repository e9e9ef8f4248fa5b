#!/usr/bin/env bash
# One fetch() of a POST, no retry library: the server receives it twice, and the page sees one success.
#
# Version:  Chromium from Debian (seen with 156.0.8078.114); Node's fetch beside it
# Expected: a POST is not repeated by anyone but the page, since it is not idempotent.
# Seen:     When a connection that was used before dies after the request has arrived whole, Chromium opens another one and sends the POST
#           again at once. On a fresh connection the page gets "Failed to fetch". A 408 with Connection: close on a used connection is
#           repeated in the same way. Node's fetch repeats neither.
set -euo pipefail
chromium=$(command -v chromium || command -v chromium-browser) || { echo "install Chromium first: apt-get install chromium" >&2; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{}' > package.json
npm install --silent --no-audit --no-fund puppeteer-core@24.43.1

cat > run.mjs <<'JS'
import assert from 'node:assert/strict';
import http from 'node:http';
import puppeteer from 'puppeteer-core';

const deadline = setTimeout(() => process.exit(1), 90_000);
const orders = {};
const server = http.createServer((request, response) => {
  if (request.method === 'GET') return response.writeHead(200, { 'Content-Type': 'text/html' }).end('<title>shop</title>');
  request.resume().on('end', () => {
    const first = !(request.url in orders);
    orders[request.url] = (orders[request.url] ?? 0) + 1; // stored: from here on only the reply can be lost
    if (!first) response.writeHead(201).end();
    else if (request.url.includes('408')) response.writeHead(408, { Connection: 'close' }).end();
    else request.socket.destroy();
  });
  return undefined;
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const origin = `http://127.0.0.1:${server.address().port}`;
const post = async (url, warm) => {
  if (warm) await (await fetch(url, { method: 'GET' })).text(); // leaves an open connection behind
  return fetch(url, { method: 'POST', body: '{"sku":"A"}' }).then(({ status }) => status, () => 'failed');
};

const browser = await puppeteer.launch({ executablePath: process.argv[2], args: ['--no-sandbox'], userDataDir: 'profile' });
const page = await browser.newPage();
await page.goto(origin);
const seen = {
  lost: await page.evaluate(post, `${origin}/lost`, true),
  408: await page.evaluate(post, `${origin}/408`, true),
};
server.closeIdleConnections(); // the next one is a fresh connection
await new Promise((resume) => setTimeout(resume, 500));
seen.fresh = await page.evaluate(post, `${origin}/fresh`, false);
const version = await browser.version();
await browser.close();
clearTimeout(deadline);
const inNode = { lost: await post(`${origin}/node-lost`, true), 408: await post(`${origin}/node-408`, true) };
console.log(version, seen, 'node', inNode, orders);
assert.deepEqual(seen, { lost: 201, 408: 201, fresh: 'failed' });
assert.deepEqual(inNode, { lost: 'failed', 408: 408 });
assert.deepEqual(orders, { '/lost': 2, '/408': 2, '/fresh': 1, '/node-lost': 1, '/node-408': 1 });
process.exit(0);
JS
node run.mjs "$chromium"
echo "confirmed: Chromium repeats a POST by itself"
