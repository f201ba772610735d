-- sql makes the index; more makes it a constraint or its table's choice.
SELECT i.indexrelid, n.nspname, c.relname, x.relname, pg_relation_size(x.oid),
    CASE WHEN k.oid IS NOT NULL AND (c.relkind = 'p' OR k.contype = 'x' OR coalesce(to_jsonb(k) ->> 'conperiod', 'f') IN ('t', 'true'))
      THEN format('ALTER TABLE ONLY %I.%I ADD CONSTRAINT %I %s', n.nspname, c.relname, k.conname,
          pg_get_constraintdef(k.oid))
      ELSE pg_get_indexdef(i.indexrelid) END,
    CASE WHEN k.oid IS NULL OR c.relkind = 'p' OR k.contype = 'x' OR coalesce(to_jsonb(k) ->> 'conperiod', 'f') IN ('t', 'true') THEN ''
      ELSE format('; ALTER TABLE ONLY %I.%I ADD CONSTRAINT %I %s USING INDEX %I%s', n.nspname, c.relname, k.conname,
          CASE k.contype WHEN 'p' THEN 'PRIMARY KEY' ELSE 'UNIQUE' END, x.relname,
          CASE WHEN k.condeferred THEN ' DEFERRABLE INITIALLY DEFERRED' WHEN k.condeferrable THEN ' DEFERRABLE' ELSE '' END)
      END
    || CASE WHEN i.indisclustered THEN format('; ALTER TABLE %I.%I CLUSTER ON %I', n.nspname, c.relname, x.relname)
         ELSE '' END
    || CASE WHEN i.indisreplident AND c.relreplident = 'i' THEN format(
           '; ALTER TABLE ONLY %I.%I REPLICA IDENTITY USING INDEX %I', n.nspname, c.relname, x.relname) ELSE '' END
    || coalesce((SELECT string_agg(format('; ALTER INDEX %I.%I ALTER COLUMN %s SET STATISTICS %s', n.nspname, x.relname,
           a.attnum, a.attstattarget), '' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = x.oid
           AND a.attstattarget >= 0), ''),
    (SELECT format('ALTER INDEX %I.%I ATTACH PARTITION %I.%I', pn.nspname, p.relname, n.nspname, x.relname)
     FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
     WHERE h.inhrelid = x.oid),
    c.relkind
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x')
WHERE c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't' AND (i.indisvalid OR c.relkind = 'p')
    AND {ours}
ORDER BY c.relkind <> 'p', pg_relation_size(x.oid) DESC, n.nspname, x.relname
