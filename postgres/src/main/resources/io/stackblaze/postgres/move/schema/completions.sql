-- What completes tables before rows arrive, in this order.
SELECT class, oid, kind, name, sql, schema, "table", 0 FROM (
    SELECT 1 AS step, 'pg_class'::regclass::oid AS class, c.oid, 'sequence owned by a column' AS kind,
        format('%s.%s', n.nspname, c.relname) AS name,
        format('ALTER SEQUENCE %I.%I OWNED BY %I.%I.%I', n.nspname, c.relname, tn.nspname, t.relname, a.attname) AS sql,
        tn.nspname AS schema, t.relname AS "table"
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'a'
        AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
    JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = t.relnamespace
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
    WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND {schema}
    UNION ALL
    SELECT 2, 'pg_attrdef'::regclass::oid, d.oid, 'default', format('%s.%s.%s', n.nspname, c.relname, a.attname),
        format('ALTER %s %I.%I ALTER COLUMN %I SET DEFAULT %s',
            CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE ONLY' END, n.nspname, c.relname, a.attname,
            pg_get_expr(d.adbin, d.adrelid)), n.nspname, c.relname
    FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
    JOIN pg_class c ON c.oid = d.adrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE a.attgenerated = '' AND c.relkind IN ('r', 'p', 'v') AND c.relpersistence <> 't' AND {schema}
    UNION ALL
    SELECT 3, 'pg_constraint'::regclass::oid, k.oid, 'check constraint',
        format('%s on %s.%s', k.conname, n.nspname, c.relname),
        format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid)),
        n.nspname, c.relname
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE k.contype = 'c' AND k.convalidated AND (k.conislocal OR c.relispartition) AND c.relkind IN ('r', 'p')
        AND c.relpersistence <> 't' AND {schema}
    UNION ALL
    SELECT 4, 'pg_class'::regclass::oid, c.oid, 'partition', format('%s.%s', n.nspname, c.relname),
        format('ALTER TABLE ONLY %I.%I ATTACH PARTITION %I.%I %s', pn.nspname, p.relname, n.nspname, c.relname,
            pg_get_expr(c.relpartbound, c.oid)), n.nspname, c.relname
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_inherits h ON h.inhrelid = c.oid
    JOIN pg_class p ON p.oid = h.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
    WHERE c.relispartition AND c.relkind IN ('r', 'p') AND {schema}
) AS completion
ORDER BY step, name
