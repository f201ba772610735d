SELECT 'pg_class'::regclass::oid, c.oid, 'table', format('%s.%s', n.nspname, c.relname),
    format('CREATE %sTABLE %I.%I %s%s', CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END, n.nspname,
        c.relname, CASE WHEN c.reloftype = 0 THEN '' ELSE format('OF %s ', format_type(c.reloftype, NULL)) END,
        CASE WHEN c.reloftype = 0 THEN '(' || coalesce(columns.list, '') || ')' ELSE '' END)
    || CASE WHEN c.relispartition THEN ''
         ELSE coalesce((SELECT format(' INHERITS (%s)', string_agg(format('%I.%I', pn.nspname, p.relname), ', '
                  ORDER BY h.inhseqno)) FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhparent
               JOIN pg_namespace pn ON pn.oid = p.relnamespace WHERE h.inhrelid = c.oid HAVING count(*) > 0), '') END
    || CASE WHEN c.relkind = 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(c.oid) ELSE '' END
    || coalesce((SELECT format(' USING %I', am.amname) FROM pg_am am WHERE am.oid = c.relam AND am.amname <> 'heap'), '')
    || coalesce((SELECT format(' WITH (%s)', string_agg(format('%s = %L', split_part(o, '=', 1),
                substr(o, strpos(o, '=') + 1)), ', '))
            FROM (SELECT unnest(c.reloptions) UNION ALL
                  SELECT 'toast.' || unnest(t.reloptions) FROM pg_class t WHERE t.oid = c.reltoastrelid) AS option (o)
            HAVING count(*) > 0), '')
    || coalesce(columns.more, ''), n.nspname, c.relname, 0
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN LATERAL (
    SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
        || CASE WHEN a.attcollation <> t.typcollation THEN format(' COLLATE %I.%I', cn.nspname, co.collname) ELSE '' END
        || CASE WHEN a.attgenerated <> '' THEN format(' GENERATED ALWAYS AS (%s) %s', pg_get_expr(d.adbin, d.adrelid),
             CASE a.attgenerated WHEN 's' THEN 'STORED' ELSE 'VIRTUAL' END) ELSE '' END
        || CASE WHEN a.attidentity <> '' THEN (
             SELECT format(' GENERATED %s AS IDENTITY (SEQUENCE NAME %I.%I INCREMENT BY %s MINVALUE %s MAXVALUE %s'
                 || ' START WITH %s CACHE %s%s)', CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END,
                 sn.nspname, sc.relname, s.seqincrement, s.seqmin, s.seqmax, s.seqstart, s.seqcache,
                 CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END)
             FROM pg_depend sd JOIN pg_sequence s ON s.seqrelid = sd.objid JOIN pg_class sc ON sc.oid = sd.objid
             JOIN pg_namespace sn ON sn.oid = sc.relnamespace
             WHERE sd.classid = 'pg_class'::regclass AND sd.refclassid = 'pg_class'::regclass
                 AND sd.refobjid = c.oid AND sd.refobjsubid = a.attnum AND sd.deptype = 'i') ELSE '' END
        || CASE WHEN NOT a.attnotnull THEN '' ELSE coalesce(
             (SELECT CASE WHEN k.conname = c.relname || '_' || a.attname || '_not_null' THEN ''
                  ELSE format(' CONSTRAINT %I', k.conname) END || ' NOT NULL'
                  || CASE WHEN k.connoinherit THEN ' NO INHERIT' ELSE '' END
              FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'n' AND k.conkey = ARRAY[a.attnum]),
             ' NOT NULL') END, ', ' ORDER BY a.attnum)
        FILTER (WHERE a.attislocal OR c.relispartition) AS list,
    string_agg(
        CASE WHEN a.attstorage <> t.typstorage THEN format('; ALTER TABLE ONLY %I.%I ALTER COLUMN %I SET STORAGE %s',
             n.nspname, c.relname, a.attname, CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL'
               WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END) ELSE '' END
        || CASE WHEN coalesce(to_jsonb(a) ->> 'attcompression', '') = '' THEN ''
             ELSE format('; ALTER TABLE ONLY %I.%I ALTER COLUMN %I SET COMPRESSION %s', n.nspname, c.relname,
               a.attname, CASE to_jsonb(a) ->> 'attcompression' WHEN 'l' THEN 'lz4' ELSE 'pglz' END) END
        || CASE WHEN coalesce(a.attstattarget, -1) < 0 THEN ''
             ELSE format('; ALTER TABLE ONLY %I.%I ALTER COLUMN %I SET STATISTICS %s', n.nspname, c.relname, a.attname,
               a.attstattarget) END
        || coalesce((SELECT format('; ALTER TABLE ONLY %I.%I ALTER COLUMN %I SET (%s)', n.nspname, c.relname, a.attname,
               string_agg(format('%s = %L', split_part(o, '=', 1), substr(o, strpos(o, '=') + 1)), ', '))
             FROM unnest(a.attoptions) AS o HAVING count(*) > 0), '')
        || CASE WHEN a.attnotnull AND NOT a.attislocal AND NOT c.relispartition AND NOT EXISTS (
               SELECT FROM pg_inherits h JOIN pg_attribute pa ON pa.attrelid = h.inhparent
               WHERE h.inhrelid = c.oid AND pa.attname = a.attname AND pa.attnotnull)
             OR a.attnotnull AND c.reloftype <> 0
             THEN format('; ALTER TABLE ONLY %I.%I ALTER COLUMN %I SET NOT NULL', n.nspname, c.relname, a.attname)
             ELSE '' END, '' ORDER BY a.attnum) AS more
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN pg_collation co ON co.oid = a.attcollation LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns ON true
WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND {schema}
ORDER BY n.nspname, c.relname
