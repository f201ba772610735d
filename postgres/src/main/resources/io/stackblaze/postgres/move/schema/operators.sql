SELECT 'pg_operator'::regclass::oid, o.oid, 'operator',
    format('%s.%s (%s, %s)', n.nspname, o.oprname, coalesce(format_type(nullif(o.oprleft, 0), NULL), 'NONE'),
        coalesce(format_type(nullif(o.oprright, 0), NULL), 'NONE')),
    format('CREATE OPERATOR %I.%s (FUNCTION = %s', n.nspname, o.oprname, o.oprcode)
    || CASE WHEN o.oprleft = 0 THEN '' ELSE format(', LEFTARG = %s', format_type(o.oprleft, NULL)) END
    || CASE WHEN o.oprright = 0 THEN '' ELSE format(', RIGHTARG = %s', format_type(o.oprright, NULL)) END
    || coalesce((SELECT format(', COMMUTATOR = OPERATOR(%I.%s)', cn.nspname, c.oprname) FROM pg_operator c
           JOIN pg_namespace cn ON cn.oid = c.oprnamespace WHERE c.oid = o.oprcom), '')
    || coalesce((SELECT format(', NEGATOR = OPERATOR(%I.%s)', cn.nspname, c.oprname) FROM pg_operator c
           JOIN pg_namespace cn ON cn.oid = c.oprnamespace WHERE c.oid = o.oprnegate), '')
    || CASE WHEN o.oprrest = 0 THEN '' ELSE format(', RESTRICT = %s', o.oprrest) END
    || CASE WHEN o.oprjoin = 0 THEN '' ELSE format(', JOIN = %s', o.oprjoin) END
    || CASE WHEN o.oprcanhash THEN ', HASHES' ELSE '' END
    || CASE WHEN o.oprcanmerge THEN ', MERGES' ELSE '' END || ')', NULL, NULL, 0
FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE o.oprcode <> 0 AND {schema} ORDER BY o.oid
