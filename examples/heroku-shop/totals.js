// The scheduler's job: adds up the orders of the last twenty minutes; running twice gives the same totals. Each run
// leaves a line, so that one that was missed, or came twice, can be seen.
const { openDatabase } = require('./stores');

async function main() {
  const db = openDatabase(1);
  await db.query('insert into runs (job, ran_by) values ($1, $2)', [process.argv[2] || 'totals', process.env.DYNO]);
  const totals = await db.query(`
    insert into totals (minute, orders, cents)
    select date_trunc('minute', placed_at), count(*), sum(cents)
    from orders where placed_at > date_trunc('minute', now()) - interval '20 minutes' group by 1
    on conflict (minute) do update set orders = excluded.orders, cents = excluded.cents`);
  await db.end();
  console.log(`Totals of ${totals.rowCount} minutes are up to date.`);
}

main().catch((error) => {
  console.error(`No totals this time: ${error.message}`);
  process.exit(1);
});
