// Runs once before each deployment; every statement may run again.
const { Client } = require('pg');

const statements = [
  `create table if not exists orders (
     id bigint generated always as identity primary key,
     item text not null,
     quantity int not null check (quantity between 1 and 99),
     cents int not null,
     placed_at timestamptz not null default now(),
     done_at timestamptz,
     done_by text)`,
  `create table if not exists totals (
     minute timestamptz primary key,
     orders int not null,
     done int not null,
     cents bigint not null)`,
];

async function main() {
  const db = new Client({ connectionString: process.env.DATABASE_URL });
  await db.connect();
  for (const statement of statements) await db.query(statement);
  await db.end();
  console.log('The tables are in place.');
}

main().catch((error) => {
  console.error(`The migration failed: ${error.message}`);
  process.exit(1);
});
