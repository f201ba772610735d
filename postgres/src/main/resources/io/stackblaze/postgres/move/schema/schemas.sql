SELECT 'pg_namespace'::regclass::oid, n.oid, 'schema', n.nspname,
    format('CREATE SCHEMA IF NOT EXISTS %I', n.nspname), NULL, NULL, 0
FROM pg_namespace n WHERE {schema} ORDER BY n.nspname
