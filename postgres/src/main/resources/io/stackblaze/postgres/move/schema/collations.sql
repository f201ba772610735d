SELECT 'pg_collation'::regclass::oid, c.oid, 'collation', format('%s.%s', n.nspname, c.collname),
    format('CREATE COLLATION %I.%I (', n.nspname, c.collname)
    || CASE c.collprovider
         WHEN 'c' THEN format('PROVIDER = libc, LC_COLLATE = %L, LC_CTYPE = %L', c.collcollate, c.collctype)
         ELSE format('PROVIDER = %s, LOCALE = %L', CASE c.collprovider WHEN 'i' THEN 'icu' ELSE 'builtin' END,
             coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale', c.collcollate)) END
    || CASE WHEN to_jsonb(c) ->> 'collicurules' IS NULL THEN ''
         ELSE format(', RULES = %L', to_jsonb(c) ->> 'collicurules') END
    || CASE WHEN c.collisdeterministic THEN ')' ELSE ', DETERMINISTIC = false)' END, NULL, NULL, 0
FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace WHERE {schema} ORDER BY c.oid
