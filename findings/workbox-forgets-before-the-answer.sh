#!/usr/bin/env bash
# The queue for offline writes counts a 503 as delivered, and forgets a write before it is sent.
#
# Version:  workbox-background-sync 7.4.1 (workbox-core 7.4.1), in Chromium from Debian (seen with 156.0.8078.114)
# Expected: a queued request leaves the queue when the server has taken it.
# Seen:     `replayRequests()`, which is what the plugin and a Queue without `onSync` do, drops the request on any answer: 503 and 429 with
#           Retry-After as well as 401. And it takes the request out of IndexedDB before it sends it, so a service worker that is stopped
#           while it waits for the answer, as browsers do, leaves an empty queue: the write is gone.
#           A Queue whose `onSync` goes through `getAll()` and calls `shiftRequest()` after the answer keeps it in both cases.
set -euo pipefail
chromium=$(command -v chromium || command -v chromium-browser) || { echo "install Chromium first: apt-get install chromium" >&2; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{}' > package.json
npm install --silent --no-audit --no-fund workbox-background-sync@7.4.1 workbox-core@7.4.1 puppeteer-core@24.43.1

cat > worker.js <<'JS'
importScripts('/node_modules/workbox-core/build/workbox-core.prod.js');
importScripts('/node_modules/workbox-background-sync/build/workbox-background-sync.prod.js');

const { Queue } = workbox.backgroundSync;
const replay = async ({ queue }) => {
  for (const { request } of await queue.getAll()) {
    const response = await fetch(request.clone());
    if (response.status >= 500 || [401, 429].includes(response.status)) throw new Error(`${response.status}`);
    await queue.shiftRequest();
  }
};
const queues = { asDocumented: new Queue('as-documented', { onSync() {} }), careful: new Queue('careful', { onSync() {} }) };

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', (event) => event.waitUntil((async () => {
  const { name, action, url } = event.data;
  const queue = queues[name];
  if (action === 'push') await queue.pushRequest({ request: new Request(url, { method: 'POST', body: '{}' }) });
  if (action === 'replay') await (name === 'careful' ? replay({ queue }) : queue.replayRequests()).catch(() => {});
  event.ports[0].postMessage(await queue.size());
})()));
JS

cat > run.mjs <<'JS'
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import puppeteer from 'puppeteer-core';

const deadline = setTimeout(() => process.exit(1), 90_000);
const received = {};
const server = http.createServer((request, response) => {
  if (request.method === 'POST') {
    request.resume();
    received[request.url] = (received[request.url] ?? 0) + 1;
    const status = Number(request.url.split('/')[1]);
    if (status) response.writeHead(status, { 'Retry-After': '1' }).end();
    return; // 0: the answer takes its time
  }
  response.setHeader('Content-Type', request.url.endsWith('.js') ? 'text/javascript' : 'text/html');
  response.end(request.url.endsWith('.js') ? readFileSync(`.${request.url}`) : '<title>app</title>');
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const origin = `http://127.0.0.1:${server.address().port}`;

const browser = await puppeteer.launch({ executablePath: process.argv[2], args: ['--no-sandbox'], userDataDir: 'profile' });
const page = await browser.newPage();
await page.goto(origin);
await page.evaluate(async () => {
  await navigator.serviceWorker.register('/worker.js');
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done));
});
const tell = (name, action, url) => page.evaluate((data) => new Promise((resolve) => {
  const channel = new MessageChannel();
  channel.port1.onmessage = ({ data: size }) => resolve(size);
  navigator.serviceWorker.controller.postMessage(data, [channel.port2]);
}), { name, action, url });

const left = {};
for (const name of ['asDocumented', 'careful']) {
  for (const status of [503, 429, 401]) {
    await tell(name, 'push', `${origin}/${status}/${name}`);
    left[`${name} ${status}`] = await tell(name, 'replay');
  }
}

const devtools = await page.createCDPSession();
await devtools.send('ServiceWorker.enable');
for (const name of ['asDocumented', 'careful']) {
  if (name === 'careful') await page.evaluate(() => new Promise((done) => { // begins with an empty queue
    const open = indexedDB.open('workbox-background-sync');
    open.onsuccess = () => {
      const change = open.result.transaction('requests', 'readwrite');
      change.objectStore('requests').clear();
      change.oncomplete = () => { open.result.close(); done(); };
    };
  }));
  assert.equal(await tell(name, 'push', `${origin}/0/${name}`), 1);
  void tell(name, 'replay').catch(() => {});
  while (!received[`/0/${name}`]) await new Promise((resume) => setTimeout(resume, 50));
  await devtools.send('ServiceWorker.stopAllWorkers');
  await new Promise((resume) => setTimeout(resume, 500));
  left[`${name}, worker stopped`] = await tell(name, 'size');
}
console.log(await browser.version(), left, received);
await browser.close();
clearTimeout(deadline);
assert.deepEqual(left, {
  'asDocumented 503': 0, 'asDocumented 429': 0, 'asDocumented 401': 0,
  'careful 503': 1, 'careful 429': 2, 'careful 401': 3,
  'asDocumented, worker stopped': 0, 'careful, worker stopped': 1,
});
process.exit(0);
JS
node run.mjs "$chromium"
echo "confirmed: workbox drops a queued write on any answer, and when the worker is stopped"
