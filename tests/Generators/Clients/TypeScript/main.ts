// <imports>
import createClient from 'openapi-fetch';
import type { components, paths } from './shop.js';
// </imports>

const [server, idToken] = process.argv.slice(2) as [string, string];

// <sign-in>
const headers: Record<string, string> = { 'X-App-Platform': 'ios', 'X-App-Version': '3.2.1' };
const shop = createClient<paths>({ baseUrl: server, headers });
const signedIn = await shop.POST('/oauth/token', {
  body: {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: idToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
  },
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
});
shop.use({
  onRequest: ({ request }) => request.headers.set('Authorization', `Bearer ${signedIn.data!.access_token}`),
});
// </sign-in>

// <place>
const key = crypto.randomUUID();
const wanted = { lines: [{ sku: 'MUG-RED', quantity: 1 }], note: 'Ring twice.' };
const placed = await shop.POST('/api/v2/orders', { params: { header: { 'Idempotency-Key': key } }, body: wanted });
const order = placed.data!;
// </place>
const again = await shop.POST('/api/v2/orders', { params: { header: { 'Idempotency-Key': key } }, body: wanted });
check(again.data!.id === order.id, 'the same key places one order');
const place = () => shop.POST('/api/v2/orders', { params: { header: { 'Idempotency-Key': crypto.randomUUID() } }, body: wanted });
const removed = (await place()).data!;
await place();

// <page>
const orders: components['schemas']['OrderV2'][] = [];
let next: string | null | undefined;
let since: string | undefined;
do {
  const page = (await shop.GET('/api/v2/orders', { params: { query: { limit: 2, ...(next && { after: next }) } } })).data!;
  orders.push(...page.items);
  since ??= page.syncToken;
  next = page.next;
} while (next);
// </page>
check(orders.filter((one) => one.id === order.id).length === 1, 'every page is read');

// <amend>
const amended = await shop.PATCH('/api/v2/orders/{id}', {
  params: { path: { id: order.id }, header: { 'Idempotency-Key': crypto.randomUUID(), 'If-Match': `"${order.version}"` } },
  body: { lines: [{ sku: 'MUG-RED', quantity: 3 }] },
});
// </amend>
check(amended.data!.note === 'Ring twice.' && amended.data!.lines[0]!.quantity === 3, 'the note stays');

// <remove>
const bare = await shop.PATCH('/api/v2/orders/{id}', {
  params: { path: { id: order.id }, header: { 'Idempotency-Key': crypto.randomUUID(), 'If-Match': `"${amended.data!.version}"` } },
  body: { note: null },
});
// </remove>
check(bare.data!.note === null && bare.data!.lines.length === 1, 'the note is removed');

// <conflict>
const stale = await shop.PATCH('/api/v2/orders/{id}', {
  params: { path: { id: order.id }, header: { 'Idempotency-Key': crypto.randomUUID(), 'If-Match': `"${order.version}"` } },
  body: { note: 'Knock.' },
});
if (stale.error && 'currentVersion' in stale.error) {
  const { current, currentVersion, conflictingFields } = stale.error as components['schemas']['OrderV2Conflict'];
  console.log(`Version ${currentVersion} has the note '${current.note ?? ''}'; both changed ${conflictingFields.join(', ')}.`);
}
// </conflict>
check(stale.response.status === 412, 'the change is refused');

await shop.DELETE('/api/v2/orders/{id}', {
  params: { path: { id: removed.id }, header: { 'Idempotency-Key': crypto.randomUUID(), 'If-Match': `"${removed.version}"` } },
});
// <delta>
const deleted: string[] = [];
let delta: components['schemas']['OrderV2List'];
do {
  delta = (await shop.GET('/api/v2/orders', { params: { query: { since: since! } } })).data!;
  deleted.push(...delta.deleted!);
  since = delta.syncToken;
} while (delta.more);
// </delta>
check(deleted.length === 1 && deleted[0] === removed.id, 'the deletion is read');

// <sync>
const pulled = (await shop.GET('/api/v2/sync', { params: { query: { collections: 'orders,profile', limit: 500 } } })).data!;
const later = (await shop.GET('/api/v2/sync', { params: { query: { collections: 'orders,profile', since: pulled.syncToken } } })).data!;
// </sync>
check(pulled.collections.orders!.items.some((one) => one.id === order.id), 'orders are typed');
check(pulled.collections.profile!.items[0]!.email === 'alice@example.com', 'the profile is typed');
check(later.collections.orders!.items.length === 0 && !later.more, 'nothing has changed since');

const home = (await shop.GET('/api/v2/home', { params: { query: { include: 'orders,profile' } } })).data!;
check(home.orders!.data!.items.length === 5 && home.profile!.data!.email === 'alice@example.com' && !home.products, 'home is typed');
const batch = await shop.POST('/api/v2/batch', { body: { requests: [{ id: '1', method: 'GET', url: '/profile' }] } });
check((batch.data!.responses[0]!.body as { email: string }).email === 'alice@example.com', 'a body of a batch is read');
console.log('done');

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Not so: ${what}.`);
}
