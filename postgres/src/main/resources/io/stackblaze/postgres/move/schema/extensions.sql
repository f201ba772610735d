SELECT 'pg_extension'::regclass::oid, e.oid, 'extension', e.extname,
    format('CREATE EXTENSION IF NOT EXISTS %I', e.extname)
    -- An extension that made its own schema does so again.
    || CASE WHEN EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_namespace'::regclass AND d.objid = n.oid
                         AND d.deptype = 'e') THEN '' ELSE format(' WITH SCHEMA %I', n.nspname) END
    || ' CASCADE', NULL, NULL, 0
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql' ORDER BY e.oid
