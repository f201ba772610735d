-- What must wait until rows, indexes and keys are there, in this order.
SELECT class, oid, kind, name, sql, schema, "table", 0 FROM (
    SELECT 1 AS step, 'pg_constraint'::regclass::oid AS class, k.oid, 'constraint' AS kind,
        format('%s on %s.%s', k.conname, n.nspname, c.relname) AS name,
        format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid))
            AS sql, n.nspname AS schema, c.relname AS "table"
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE k.contype = 'c' AND NOT k.convalidated AND k.conislocal AND c.relkind IN ('r', 'p') AND {schema}
    UNION ALL
    SELECT 2, 'pg_class'::regclass::oid, c.oid, 'replica identity', format('%s.%s', n.nspname, c.relname),
        format('ALTER TABLE ONLY %I.%I REPLICA IDENTITY %s', n.nspname, c.relname,
            CASE c.relreplident WHEN 'f' THEN 'FULL' ELSE 'NOTHING' END), n.nspname, c.relname
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't' AND c.relreplident IN ('f', 'n') AND {schema}
    UNION ALL
    SELECT 3, 'pg_statistic_ext'::regclass::oid, s.oid, 'statistics', format('%s.%s', n.nspname, s.stxname),
        pg_get_statisticsobjdef(s.oid) || CASE WHEN coalesce(s.stxstattarget, -1) < 0 THEN ''
            ELSE format('; ALTER STATISTICS %I.%I SET STATISTICS %s', n.nspname, s.stxname, s.stxstattarget) END,
        NULL, NULL
    FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE {schema}
    UNION ALL
    SELECT 4, 'pg_trigger'::regclass::oid, t.oid, 'trigger', format('%s on %s.%s', t.tgname, n.nspname, c.relname),
        CASE WHEN t.tgparentid = 0 THEN pg_get_triggerdef(t.oid) ELSE 'SELECT' END
        || CASE WHEN t.tgenabled = 'O' AND t.tgparentid = 0 THEN '' ELSE format('; ALTER TABLE ONLY %I.%I %s TRIGGER %I', n.nspname, c.relname,
            CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS'
              ELSE 'ENABLE' END, t.tgname) END, n.nspname, c.relname
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_proc f ON f.oid = t.tgfoid JOIN pg_namespace fn ON fn.oid = f.pronamespace
    WHERE NOT t.tgisinternal AND (t.tgparentid = 0 OR t.tgenabled <> 'O') AND c.relkind <> 'f' AND {schema}
        AND fn.nspname <> 'stackblaze_capture'
    UNION ALL
    SELECT 5, 'pg_rewrite'::regclass::oid, r.oid, 'rule', format('%s on %s.%s', r.rulename, n.nspname, c.relname),
        rtrim(pg_get_ruledef(r.oid), ';') || CASE WHEN r.ev_enabled = 'O' THEN '' ELSE format('; ALTER TABLE %I.%I %s RULE %I',
            n.nspname, c.relname, CASE r.ev_enabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA'
              ELSE 'ENABLE ALWAYS' END, r.rulename) END, n.nspname, c.relname
    FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE r.rulename <> '_RETURN' AND {schema}
    UNION ALL
    SELECT 6, 'pg_policy'::regclass::oid, p.oid, 'policy', format('%s on %s.%s', p.polname, n.nspname, c.relname),
        format('CREATE POLICY %I ON %I.%I AS %s FOR %s TO %s', p.polname, n.nspname, c.relname,
            CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
            CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
              ELSE 'ALL' END,
            (SELECT string_agg(CASE WHEN role = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(role)) END, ', ')
             FROM unnest(p.polroles) AS role))
        || coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
        || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', ''), n.nspname, c.relname
    FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {schema}
    UNION ALL
    SELECT 7, 'pg_class'::regclass::oid, c.oid, 'row-level security', format('%s.%s', n.nspname, c.relname),
        CASE WHEN c.relrowsecurity THEN format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY', n.nspname, c.relname)
          ELSE 'SELECT' END
        || CASE WHEN c.relforcerowsecurity THEN format('; ALTER TABLE %I.%I FORCE ROW LEVEL SECURITY', n.nspname,
            c.relname) ELSE '' END, n.nspname, c.relname
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND (c.relrowsecurity OR c.relforcerowsecurity) AND {schema}
) AS late
ORDER BY step, name
