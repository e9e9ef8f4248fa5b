// What /docs does so that "Try it out" works as it stands, and works again: each write gets a fresh Idempotency-Key, and where a field still holds its
// example, a row of the signed-in user takes its place.
const tryItOut = (() => {
  const exampleKey = /0197f0a0-5c1e-7b3a-9f00-[0-9a-f]{12}/g;
  const sentWith = new Map();
  const documents = new Map();
  let idToken;

  // A page that is not served by https has no crypto.randomUUID.
  const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

  const documentOf = (version) => {
    if (!documents.has(version)) documents.set(version, fetch(`/openapi/${version}.json`).then((answer) => answer.json()));
    return documents.get(version);
  };

  const call = async (authorization, method, path, body) => {
    const headers = { Authorization: authorization };
    if (method !== 'GET') headers['Idempotency-Key'] = newKey();
    if (body) headers['Content-Type'] = 'application/json';
    const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return answer;
  };

  // Another session of the user who has signed in on this page.
  const exchange = async () => {
    if (!idToken) throw new Error('Sign in on this page first.');
    const answer = await fetch('/oauth/token', {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
        subject_token: idToken,
      }),
    });
    return { ok: answer.ok, status: answer.status, text: await answer.text() };
  };

  const newSession = async () => JSON.parse((await exchange()).text);

  // The operation of the document that the request is for, and what stands in the request for each parameter of its path.
  const find = async (method, path) => {
    const version = /^\/api\/(v\d+)\//.exec(path)?.[1];
    if (!version) return null;
    const document = await documentOf(version);
    for (const [template, operations] of Object.entries(document.paths)) {
      const names = [...template.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]);
      const values = new RegExp(`^${template.replace(/\{[^}]+\}/g, '([^/]+)')}$`).exec(path)?.slice(1);
      const operation = values && operations[method.toLowerCase()];
      if (operation) {
        const holdsExample = (operation.parameters ?? []).some((parameter) => parameter.in === 'path' && values[names.indexOf(parameter.name)] === `${parameter.example}`);
        return { document, version, operation, template, holdsExample };
      }
    }
    return null;
  };

  const exampleBody = (document, template, method) => document.paths[template][method].requestBody.content['application/json'].example;

  const placeOrder = async ({ document, version }, authorization) => {
    const path = `/api/${version}/orders`;
    const answer = await call(authorization, 'POST', path, exampleBody(document, path, 'post'));
    return { id: (await answer.json()).id, tag: answer.headers.get('ETag') };
  };

  const newestOrder = async ({ version }, authorization) => (await (await call(authorization, 'GET', `/api/${version}/orders?limit=1`)).json()).items[0];

  const registerDevice = async ({ document, version }, authorization) => {
    const template = `/api/${version}/devices/{installationId}`;
    const installation = document.paths[template].put.parameters.find((parameter) => parameter.name === 'installationId').example;
    await call(authorization, 'PUT', template.replace('{installationId}', installation), exampleBody(document, template, 'put'));
    return installation;
  };

  // Of a push that has reached the device: in Development, what the local gateway has delivered can be read.
  const receivePush = async (found, authorization) => {
    const device = `/api/v2/devices/${await registerDevice(found, authorization)}`;
    const inbox = `${device}/inbox`;
    // The example of the preferences has quiet hours, in which no push would come.
    await call(authorization, 'PATCH', `${device}/preferences`, { categories: { orders: true }, quietHours: null });
    await placeOrder(found, authorization);
    for (let tries = 0; tries < 80; tries++) {
      const [message] = (await (await call(authorization, 'GET', inbox)).json()).items;
      if (message) return message.pushId;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    throw new Error('No push has reached the device.');
  };

  const putRows = async (request, url, found, authorization) => {
    const { template, operation, holdsExample } = found;
    const holdsExampleTag = request.headers['If-Match'] === operation.parameters?.find((parameter) => parameter.name === 'If-Match')?.example;
    if (template.includes('/orders/{id}') && holdsExample) {
      const order = request.method === 'GET' ? await newestOrder(found, authorization) ?? await placeOrder(found, authorization) : await placeOrder(found, authorization);
      url.pathname = url.pathname.replace(/(\/orders\/)[^/]+/, `$1${order.id}`);
      if (holdsExampleTag && order.tag) request.headers['If-Match'] = order.tag;
    } else if (template.includes('/devices/{installationId}') && holdsExample && request.method !== 'PUT') {
      if (template.endsWith('/opens') && request.body) {
        request.body = JSON.stringify({ ...JSON.parse(request.body), pushId: await receivePush(found, authorization) });
      } else {
        await registerDevice(found, authorization);
      }
    } else if (template.endsWith('/sessions/{id}') && holdsExample) {
      await newSession();
      const sessions = (await (await call(authorization, 'GET', `/api/${found.version}/sessions`)).json()).items;
      url.pathname = url.pathname.replace(/[^/]+$/, sessions.find((session) => !session.current).id);
    } else if (template.endsWith('/profile') && request.method === 'DELETE') {
      if (!window.confirm('This deletes the account of the user who is signed in, for good. Delete it?')) {
        request.signal = AbortSignal.abort('The account was not deleted.');
        return;
      }

      // Once an account is deleted its tokens are refused. Who signs in again has a new one.
      request.headers.Authorization = `Bearer ${(await newSession()).access_token}`;
      if (holdsExampleTag) request.headers['If-Match'] = (await call(request.headers.Authorization, 'GET', url.pathname)).headers.get('ETag');
    } else if (template.endsWith('/profile') && holdsExampleTag) {
      request.headers['If-Match'] = (await call(authorization, 'GET', url.pathname)).headers.get('ETag');
    }
  };

  const putTokens = async (request) => {
    const form = new URLSearchParams(request.body);
    if (form.get('subject_token') === '<id token>' && idToken) form.set('subject_token', idToken);
    if (form.get('token') === '<refresh token>') form.set('token', (await newSession()).refresh_token);
    request.body = form.toString();
  };

  // A key is for one request: the same again is the retry that a key is made for, anything else needs another.
  const putKeys = (request) => {
    const name = 'Idempotency-Key';
    if (typeof request.body === 'string') request.body = request.body.replace(exampleKey, newKey);
    if (!(name in request.headers)) return;
    const content = JSON.stringify([request.method, request.url, request.body]);
    const key = request.headers[name];
    if (key.match(exampleKey) || (sentWith.get(key) ?? content) !== content) request.headers[name] = newKey();
    sentWith.set(request.headers[name], content);
  };

  return {
    async prepare(request) {
      const url = new URL(request.url, location.href);
      if (request.loadSpec || url.origin !== location.origin || !/^\/(api|oauth)\//.test(url.pathname)) return request;
      try {
        const found = await find(request.method, url.pathname);
        if (found && request.headers.Authorization) await putRows(request, url, found, request.headers.Authorization);
        if (url.pathname.startsWith('/oauth/')) await putTokens(request);
      } catch (failure) {
        // The request goes as it is, and its answer tells what is wrong with it.
        console.warn(failure.message);
      }

      request.url = url.toString();
      putKeys(request);
      return request;
    },

    // The page signs in at the provider and receives an id token; this trades it for an access token of ours, as an app does.
    async receive(response) {
      if (!response.body?.id_token) return response;
      idToken = response.body.id_token;
      const { ok, status, text } = await exchange();
      return Object.assign(response, { ok, status, text, data: text });
    },
  };
})();
