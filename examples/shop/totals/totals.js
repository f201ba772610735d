// Adds up the orders of the last ten minutes; running twice gives the same totals.
const { Client } = require('pg');

async function main() {
  const db = new Client({ connectionString: process.env.DATABASE_URL });
  await db.connect();
  const totals = await db.query(`
    insert into totals (minute, orders, done, cents)
    select date_trunc('minute', placed_at), count(*), count(done_at), sum(cents)
    from orders where placed_at > date_trunc('minute', now()) - interval '10 minutes' group by 1
    on conflict (minute) do update set orders = excluded.orders, done = excluded.done, cents = excluded.cents`);
  await db.end();
  console.log(`Totals of ${totals.rowCount} minutes are up to date.`);
}

main().catch((error) => {
  console.error(`No totals this time: ${error.message}`);
  process.exit(1);
});
