SELECT 'pg_class'::regclass::oid, c.oid, CASE c.relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END,
    format('%s.%s', n.nspname, c.relname),
    format('CREATE %sVIEW %I.%I', CASE c.relkind WHEN 'v' THEN '' ELSE 'MATERIALIZED ' END, n.nspname, c.relname)
    || coalesce((SELECT format(' WITH (%s)', string_agg(format('%s = %L', split_part(o, '=', 1),
           substr(o, strpos(o, '=') + 1)), ', ')) FROM unnest(c.reloptions) AS o HAVING count(*) > 0), '')
    || E' AS\n' || rtrim(pg_get_viewdef(c.oid), ';')
    || CASE c.relkind WHEN 'm' THEN E'\nWITH NO DATA' ELSE '' END, n.nspname, c.relname, 0
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm') AND c.relpersistence <> 't' AND {schema}
ORDER BY c.oid
