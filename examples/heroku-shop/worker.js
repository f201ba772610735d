// Packs orders, one at a time. What a worker that died was packing is packed by the next one.
const { openDatabase, openQueue } = require('./stores');

const me = process.env.DYNO || 'worker';
const packing = `packing:${me}`;
const db = openDatabase(1);
const queue = openQueue();
let stopping = false;

async function pack(id) {
  await db.query(
    `update orders set packed_at = coalesce(packed_at, now()), packed_by = $2, packed_times = packed_times + 1
     where id = $1`,
    [id, me],
  );
  await queue.lrem(packing, 0, id);
}

async function main() {
  console.log('Waiting for orders.');
  for (const left of await queue.lrange(packing, 0, -1)) await pack(left);
  while (!stopping) {
    const id = await queue.blmove('orders', packing, 'RIGHT', 'LEFT', 1);
    if (id) await pack(id);
  }
  await db.end();
  queue.disconnect();
  console.log('No order is left half packed.');
}

process.on('SIGTERM', () => {
  stopping = true;
});
main().catch((error) => {
  console.error(`The worker stops: ${error.message}`);
  process.exit(1);
});
