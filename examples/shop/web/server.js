// The page of the shop: lists orders, takes new ones into Postgres, and queues them in Redis for the worker.
const http = require('http');
const { Pool } = require('pg');
const Redis = require('ioredis');
const { page } = require('./page');

const items = { 'Coffee beans': 1290, 'Earl Grey': 690, 'Lemon cake': 1850, 'Oat biscuits': 420 };
const db = new Pool({ connectionString: process.env.DATABASE_URL, max: 5 });
const queue = new Redis(process.env.REDIS_URL);
db.on('error', (error) => console.error(`Postgres: ${error.message}`));
queue.on('error', (error) => console.error(`Redis: ${error.message}`));

async function state() {
  const orders = await db.query('select * from orders order by id desc limit 12');
  const totals = await db.query('select * from totals order by minute desc limit 6');
  return {
    items,
    orders: orders.rows,
    totals: totals.rows,
    instance: process.env.DYNO || 'this process',
    release: process.env.STACKBLAZE_RELEASE || 'none',
  };
}

async function body(request) {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > 10_000) throw new Error('the form is too long');
  }
  return new URLSearchParams(text);
}

async function place(request, response) {
  const form = await body(request);
  const item = form.get('item');
  const quantity = Number(form.get('quantity'));
  if (!Object.hasOwn(items, item) || !Number.isInteger(quantity) || quantity < 1 || quantity > 99) {
    return send(response, 400, 'text/plain', 'Choose something of the list, 1 to 99 of it.\n');
  }
  const placed = await db.query('insert into orders (item, quantity, cents) values ($1, $2, $3) returning id', [
    item, quantity, items[item] * quantity,
  ]);
  await queue.lpush('orders', placed.rows[0].id);
  console.log(`Order ${placed.rows[0].id}: ${quantity} x ${item}`);
  response.writeHead(303, { location: '/' }).end();
}

function send(response, status, type, text) {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' }).end(text);
}

async function answer(request, response) {
  const path = request.url.split('?')[0];
  if (request.method === 'GET' && path === '/') return send(response, 200, 'text/html', page(await state()));
  if (request.method === 'GET' && path === '/orders') {
    return send(response, 200, 'application/json', JSON.stringify(await state()));
  }
  if (request.method === 'POST' && path === '/orders') return place(request, response);
  if (request.method === 'GET' && path === '/healthz') return send(response, 200, 'text/plain', 'ok\n');
  return send(response, 404, 'text/plain', 'There is nothing here.\n');
}

const server = http.createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(`${request.method} ${request.url}: ${error.message}`);
    if (!response.headersSent) send(response, 500, 'text/plain', 'Something went wrong; please try again.\n');
    else response.destroy();
  });
});

process.on('SIGTERM', () => {
  server.close(async () => {
    await db.end();
    queue.disconnect();
  });
});

const port = Number(process.env.PORT) || 8080;
server.listen(port, '0.0.0.0', () => console.log(`The shop is open on port ${port}.`));
