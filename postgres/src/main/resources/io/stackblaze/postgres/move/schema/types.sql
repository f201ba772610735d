SELECT 'pg_type'::regclass::oid, t.oid, CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END,
    format('%s.%s', n.nspname, t.typname),
    CASE t.typtype
      WHEN 'e' THEN format('CREATE TYPE %s AS ENUM (%s)', format_type(t.oid, NULL),
          (SELECT string_agg(quote_literal(l.enumlabel), ', ' ORDER BY l.enumsortorder) FROM pg_enum l
           WHERE l.enumtypid = t.oid))
      WHEN 'd' THEN format('CREATE DOMAIN %s AS %s', format_type(t.oid, NULL),
              format_type(t.typbasetype, t.typtypmod))
          || CASE WHEN t.typcollation <> b.typcollation THEN format(' COLLATE %I.%I', cn.nspname, co.collname)
               ELSE '' END
          || coalesce(' DEFAULT ' || pg_get_expr(t.typdefaultbin, 'pg_type'::regclass), '')
          || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
          || coalesce((SELECT string_agg(format(' CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)), ''
                  ORDER BY k.conname) FROM pg_constraint k
               WHERE k.contypid = t.oid AND k.contype = 'c' AND k.convalidated), '')
          || coalesce((SELECT string_agg(format('; ALTER DOMAIN %s ADD CONSTRAINT %I %s', format_type(t.oid, NULL),
                  k.conname, pg_get_constraintdef(k.oid)), '' ORDER BY k.conname) FROM pg_constraint k
               WHERE k.contypid = t.oid AND k.contype = 'c' AND NOT k.convalidated), '')
      WHEN 'c' THEN format('CREATE TYPE %s AS (%s)', format_type(t.oid, NULL),
          (SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
                  || CASE WHEN a.attcollation <> at.typcollation THEN format(' COLLATE %I.%I', an.nspname, ac.collname)
                       ELSE '' END, ', ' ORDER BY a.attnum)
           FROM pg_attribute a JOIN pg_type at ON at.oid = a.atttypid
           LEFT JOIN pg_collation ac ON ac.oid = a.attcollation LEFT JOIN pg_namespace an ON an.oid = ac.collnamespace
           WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))
      WHEN 'r' THEN format('CREATE TYPE %s AS RANGE (SUBTYPE = %s', format_type(t.oid, NULL),
              format_type(r.rngsubtype, NULL))
          || CASE WHEN oc.opcdefault THEN '' ELSE format(', SUBTYPE_OPCLASS = %I.%I', ocn.nspname, oc.opcname) END
          || CASE WHEN r.rngcollation <> 0 AND r.rngcollation <> rs.typcollation
               THEN format(', COLLATION = %I.%I', rcn.nspname, rc.collname) ELSE '' END
          || CASE WHEN r.rngsubdiff = 0 THEN '' ELSE format(', SUBTYPE_DIFF = %s', r.rngsubdiff) END
          || coalesce(', MULTIRANGE_TYPE_NAME = '
                 || format_type((to_jsonb(r) ->> 'rngmultitypid')::oid, NULL), '') || ')'
    END, NULL, NULL, 0
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_class c ON c.oid = t.typrelid
LEFT JOIN pg_type b ON b.oid = t.typbasetype
LEFT JOIN pg_collation co ON co.oid = t.typcollation LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
LEFT JOIN pg_range r ON r.rngtypid = t.oid AND t.typtype = 'r'
LEFT JOIN pg_type rs ON rs.oid = r.rngsubtype
LEFT JOIN pg_opclass oc ON oc.oid = r.rngsubopc LEFT JOIN pg_namespace ocn ON ocn.oid = oc.opcnamespace
LEFT JOIN pg_collation rc ON rc.oid = r.rngcollation LEFT JOIN pg_namespace rcn ON rcn.oid = rc.collnamespace
WHERE (t.typtype IN ('e', 'd') OR t.typtype = 'r' AND r.rngcanonical = 0 OR t.typtype = 'c' AND c.relkind = 'c')
    AND {schema}
ORDER BY t.oid
