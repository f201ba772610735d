// Takes orders from the queue, one at a time, and marks them done. An order that was being packed when a worker died is
// packed by the next one.
const { Client } = require('pg');
const Redis = require('ioredis');

const me = process.env.DYNO || 'worker';
const packing = `packing:${me}`;
const queue = new Redis(process.env.REDIS_URL, { maxRetriesPerRequest: null });
const db = new Client({ connectionString: process.env.DATABASE_URL });
let stopping = false;

async function pack(id) {
  await new Promise((resolve) => setTimeout(resolve, 300));
  await db.query('update orders set done_at = now(), done_by = $2 where id = $1 and done_at is null', [id, me]);
  await queue.lrem(packing, 0, id);
  console.log(`Order ${id} is done.`);
}

async function main() {
  await db.connect();
  console.log('Waiting for orders.');
  for (const left of await queue.lrange(packing, 0, -1)) await pack(left);
  while (!stopping) {
    const id = await queue.blmove('orders', packing, 'RIGHT', 'LEFT', 1);
    if (id) await pack(id);
  }
  await db.end();
  queue.disconnect();
  console.log('No order is left half packed. Good night.');
}

process.on('SIGTERM', () => {
  stopping = true;
});
queue.on('error', (error) => console.error(`Redis: ${error.message}`));
db.on('error', (error) => console.error(`Postgres: ${error.message}`));
main().catch((error) => {
  console.error(`The worker stops: ${error.message}`);
  process.exit(1);
});
