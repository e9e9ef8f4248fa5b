#!/usr/bin/env bash
# An offline queue that keeps a write after a timeout of 500 ms deletes it after a timeout of 400 ms.
#
# Version:  @tanstack/offline-transactions 1.0.53, @tanstack/db 0.8.7, axios 1.21.1
# Expected: a write whose request timed out stays in the outbox and is sent again.
# Seen:     Whether an error is final is read from its text: `error.message.includes("400")`, and 401, 403 and 422 likewise. The message
#           of axios is "timeout of 400ms exceeded", so the write leaves the outbox for good. With 500 ms it stays, and is sent again.
#           "timeout of 4000ms exceeded" and "connect ECONNREFUSED 127.0.0.1:54001" drop it as well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{}' > package.json
npm install --silent --no-audit --no-fund @tanstack/offline-transactions@1.0.53 @tanstack/db@0.8.7 axios@1.21.1

cat > run.mjs <<'JS'
import assert from 'node:assert/strict';
import http from 'node:http';
import { createCollection } from '@tanstack/db';
import { DefaultRetryPolicy, startOfflineExecutor } from '@tanstack/offline-transactions';
import axios from 'axios';

setTimeout(() => process.exit(1), 60_000).unref();
console.warn = () => {};

async function placeWithTimeout(timeout) {
  let requests = 0;
  const server = http.createServer((request, response) => {
    request.resume();
    if (++requests > 1) response.writeHead(201).end(); // the first is left without an answer
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${server.address().port}/orders`;

  const rows = new Map();
  const orders = createCollection({
    id: `orders-${timeout}`,
    getKey: (order) => order.id,
    sync: { sync: ({ markReady }) => markReady() },
    startSync: true,
  });
  const executor = startOfflineExecutor({
    collections: { orders },
    storage: {
      get: async (key) => rows.get(key) ?? null,
      set: async (key, value) => void rows.set(key, value),
      delete: async (key) => void rows.delete(key),
      keys: async () => [...rows.keys()],
      clear: async () => rows.clear(),
    },
    leaderElection: {
      requestLeadership: async () => true, releaseLeadership() {}, isLeader: () => true, onLeadershipChange: () => () => {},
    },
    onlineDetector: { subscribe: () => () => {}, notifyOnline() {}, isOnline: () => true, dispose() {} },
    mutationFns: {
      place: ({ transaction, idempotencyKey }) =>
        axios.post(url, transaction.mutations[0].modified, { timeout, headers: { 'Idempotency-Key': idempotencyKey } }),
    },
  });
  await executor.waitForInit?.();

  const transaction = executor.createOfflineTransaction({ mutationFnName: 'place', autoCommit: false });
  transaction.mutate(() => orders.insert({ id: '1', sku: 'A' }));
  transaction.commit().catch(() => {});
  await new Promise((resume) => setTimeout(resume, timeout + 300));
  const keptAfterTimeout = (await executor.peekOutbox()).length;
  await new Promise((resume) => setTimeout(resume, 3_000)); // more than its back-off of 1 to 1.3 s
  server.closeAllConnections();
  server.close();
  return { keptAfterTimeout, requests };
}

const at500 = await placeWithTimeout(500);
const at400 = await placeWithTimeout(400);
console.log('timeout 500 ms:', at500, '  timeout 400 ms:', at400);
assert.deepEqual(at500, { keptAfterTimeout: 1, requests: 2 });
assert.deepEqual(at400, { keptAfterTimeout: 0, requests: 1 });

const policy = new DefaultRetryPolicy();
for (const message of ['timeout of 4000ms exceeded', 'connect ECONNREFUSED 127.0.0.1:54001']) {
  assert.equal(policy.shouldRetry(new Error(message), 0), false, message);
}
assert.equal(policy.shouldRetry(new Error('timeout of 5000ms exceeded'), 0), true);
process.exit(0);
JS
node run.mjs
echo "confirmed: the outbox drops a write whose error text contains 400"
