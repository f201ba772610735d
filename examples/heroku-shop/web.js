// Takes orders, each under a key of the buyer's own, so that one sent twice is one order; lists how many there are.
const http = require('http');
const crypto = require('crypto');
const { openDatabase, openQueue } = require('./stores');

const db = openDatabase(4);
const queue = openQueue();

async function place(response, parameters) {
  const key = parameters.get('key') || crypto.randomUUID();
  if (!/^[0-9a-f-]{36}$/.test(key)) return send(response, 400, { error: 'the key must be a UUID' });
  const placed = await db.query(
    `insert into orders (key, item, cents) values ($1, $2, $3)
     on conflict (key) do update set item = excluded.item returning id, packed_at`,
    [key, parameters.get('item') || 'Coffee beans', 1290],
  );
  if (!placed.rows[0].packed_at) await queue.lpush('orders', placed.rows[0].id);
  return send(response, 201, { id: placed.rows[0].id, key });
}

async function state(response) {
  const counts = await db.query('select count(*)::int as orders, count(packed_at)::int as packed from orders');
  const viewed = await queue.incr('views');
  return send(response, 200, {
    shop: process.env.SHOP_NAME || 'Shop',
    ...counts.rows[0],
    viewed,
    dyno: process.env.DYNO || 'none',
    release: process.env.HEROKU_RELEASE_VERSION || process.env.STACKBLAZE_RELEASE || 'none',
  });
}

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}

async function answer(request, response) {
  const url = new URL(request.url, 'http://shop');
  if (request.method === 'POST' && url.pathname === '/orders') return place(response, url.searchParams);
  if (url.pathname === '/') return state(response);
  if (url.pathname === '/healthz') return send(response, 200, { ok: true });
  return send(response, 404, { error: 'there is nothing here' });
}

const server = http.createServer((request, response) => {
  request.resume();
  answer(request, response).catch((error) => {
    console.error(`${request.method} ${request.url}: ${error.message}`);
    if (!response.headersSent) send(response, 500, { error: 'something went wrong' });
  });
});

process.on('SIGTERM', () => {
  console.log('Closing.');
  server.close(async () => {
    await db.end();
    queue.disconnect();
  });
  server.closeIdleConnections();
});

server.listen(Number(process.env.PORT) || 8080, '0.0.0.0', () => console.log('The shop is open.'));
