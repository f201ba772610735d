// Postgres and Redis as Heroku gives them: TLS whose certificates nobody can verify.
const { Pool } = require('pg');
const Redis = require('ioredis');

const database = new URL(process.env.DATABASE_URL);
const unverified = { rejectUnauthorized: false };

exports.openDatabase = (size) => {
  const pool = new Pool({
    connectionString: process.env.DATABASE_URL,
    max: size,
    ssl: database.hostname.endsWith('.internal') ? false : unverified,
  });
  pool.on('error', (error) => console.error(`Postgres: ${error.message}`));
  return pool;
};

exports.openQueue = () => {
  const secure = process.env.REDIS_URL.startsWith('rediss:');
  const redis = new Redis(process.env.REDIS_URL, { maxRetriesPerRequest: null, tls: secure ? unverified : undefined });
  redis.on('error', (error) => console.error(`Redis: ${error.message}`));
  return redis;
};
