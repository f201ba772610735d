-- Where partitions are on either side the key looks at the rows at once: validating it later leaves those of partitions.
SELECT n.nspname, c.relname, k.conname,
    format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s%s', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid),
        CASE WHEN k.convalidated AND c.relkind = 'r' AND r.relkind = 'r' THEN ' NOT VALID' ELSE '' END),
    CASE WHEN k.convalidated AND c.relkind = 'r' AND r.relkind = 'r'
      THEN format('ALTER TABLE %I.%I VALIDATE CONSTRAINT %I', n.nspname, c.relname, k.conname) END,
    pg_relation_size(c.oid)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class r ON r.oid = k.confrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype = 'f' AND k.conparentid = 0 AND c.relkind IN ('r', 'p') AND {ours}
ORDER BY pg_relation_size(c.oid) DESC, n.nspname, c.relname, k.conname
