// The release command: every statement may run again.
const { openDatabase } = require('./stores');

const statements = [
  `create table if not exists orders (
     id bigserial primary key,
     key uuid not null unique,
     item text not null,
     cents int not null,
     placed_at timestamptz not null default now(),
     packed_at timestamptz,
     packed_by text,
     packed_times int not null default 0)`,
  'create index if not exists orders_placed_at on orders (placed_at)',
  `create table if not exists totals (
     minute timestamptz primary key,
     orders int not null,
     cents bigint not null)`,
  `create table if not exists runs (
     id bigserial primary key,
     job text not null,
     ran_at timestamptz not null default now(),
     ran_by text)`,
];

async function main() {
  const db = openDatabase(1);
  for (const statement of statements) await db.query(statement);
  await db.end();
  console.log('The tables are in place.');
}

main().catch((error) => {
  console.error(`The migration failed: ${error.message}`);
  process.exit(1);
});
