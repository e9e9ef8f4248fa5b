#!/usr/bin/env bash
# A hook that sets an Idempotency-Key protects a retried write in some libraries, and in others makes the write happen twice.
#
# Version:  axios 1.21.1 with axios-retry 4.5.0, got 16.1.0, ofetch 1.5.1; ky 2.1.0, wretch 3.0.9
# Expected: the hook before a request runs once for a request, and its retries carry what it set.
# Seen:     The server stores the write, and its reply is lost. axios' request interceptor, got's `beforeRequest` and ofetch's `onRequest`
#           run again for the repetition: another key, and the write is stored twice. ky's `beforeRequest`, got's `init` and wretch's
#           `defer` run once. The two hooks named `beforeRequest` differ.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{}' > package.json
npm install --silent --no-audit --no-fund axios@1.21.1 axios-retry@4.5.0 got@16.1.0 ofetch@1.5.1 ky@2.1.0 wretch@3.0.9

cat > run.mjs <<'JS'
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import axios from 'axios';
import axiosRetry from 'axios-retry';
import got from 'got';
import ky from 'ky';
import { ofetch } from 'ofetch';
import wretch from 'wretch';
import { retry } from 'wretch/middlewares';

setTimeout(() => process.exit(1), 60_000).unref();

async function ordersPlaced(send) {
  const orders = new Set(); // by key, as a server that honours Idempotency-Key stores them
  let requests = 0;
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => {
      orders.add(request.headers['idempotency-key']);
      if (++requests === 1) request.socket.destroy(); // the reply is lost
      else response.writeHead(201, { 'Content-Type': 'application/json' }).end('{}');
    });
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  await send(`http://127.0.0.1:${server.address().port}/orders`);
  server.closeAllConnections();
  server.close();
  assert.equal(requests, 2);
  return orders.size;
}

const order = { sku: 'A' };
const instance = axios.create();
instance.interceptors.request.use((config) => { config.headers.set('Idempotency-Key', randomUUID()); return config; });
axiosRetry(instance);

const placed = {
  'axios, request interceptor': await ordersPlaced((url) => instance.post(url, order)),
  'got, beforeRequest': await ordersPlaced((url) => got.post(url, {
    json: order,
    retry: { methods: ['POST'] },
    hooks: { beforeRequest: [(options) => { options.headers['idempotency-key'] = randomUUID(); }] },
  })),
  'ofetch, onRequest': await ordersPlaced((url) => ofetch(url, {
    method: 'POST', body: order, retry: 1, onRequest: ({ options }) => options.headers.set('Idempotency-Key', randomUUID()),
  })),
  'ky, beforeRequest': await ordersPlaced((url) => ky.post(url, {
    json: order,
    retry: { methods: ['post'] },
    hooks: { beforeRequest: [({ request }) => request.headers.set('Idempotency-Key', randomUUID())] },
  })),
  'got, init': await ordersPlaced((url) => got.post(url, {
    json: order,
    retry: { methods: ['POST'] },
    hooks: { init: [(options) => { options.headers = { ...options.headers, 'idempotency-key': randomUUID() }; }] },
  })),
  'wretch, defer': await ordersPlaced((url) => wretch(url)
    .defer((request) => request.headers({ 'Idempotency-Key': randomUUID() }))
    .middlewares([retry({ retryOnNetworkError: true })]).post(order).res()),
};
console.log(placed);
assert.deepEqual(Object.values(placed), [2, 2, 2, 1, 1, 1]);
process.exit(0);
JS
node run.mjs
echo "confirmed: a key made in a hook is another key for the retry in axios, got and ofetch"
