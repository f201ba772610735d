SELECT 'pg_proc'::regclass::oid, p.oid, 'aggregate',
    format('%s.%s(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
    format('CREATE AGGREGATE %I.%I(%s) (SFUNC = %s, STYPE = %s', n.nspname, p.proname,
        coalesce(nullif(pg_get_function_identity_arguments(p.oid), ''), '*'), a.aggtransfn,
        format_type(a.aggtranstype, NULL))
    || CASE WHEN a.aggtransspace = 0 THEN '' ELSE format(', SSPACE = %s', a.aggtransspace) END
    || coalesce(', INITCOND = ' || quote_literal(a.agginitval), '')
    || CASE WHEN a.aggfinalfn = 0 THEN '' ELSE format(', FINALFUNC = %s', a.aggfinalfn)
         || CASE WHEN a.aggfinalextra THEN ', FINALFUNC_EXTRA' ELSE '' END
         || CASE a.aggfinalmodify WHEN 'r' THEN ', FINALFUNC_MODIFY = READ_ONLY'
              WHEN 's' THEN ', FINALFUNC_MODIFY = SHAREABLE' ELSE ', FINALFUNC_MODIFY = READ_WRITE' END END
    || CASE WHEN a.aggcombinefn = 0 THEN '' ELSE format(', COMBINEFUNC = %s', a.aggcombinefn) END
    || CASE WHEN a.aggserialfn = 0 THEN '' ELSE format(', SERIALFUNC = %s', a.aggserialfn) END
    || CASE WHEN a.aggdeserialfn = 0 THEN '' ELSE format(', DESERIALFUNC = %s', a.aggdeserialfn) END
    || CASE WHEN a.aggmtransfn = 0 THEN '' ELSE format(', MSFUNC = %s, MINVFUNC = %s, MSTYPE = %s', a.aggmtransfn,
             a.aggminvtransfn, format_type(a.aggmtranstype, NULL))
         || CASE WHEN a.aggmtransspace = 0 THEN '' ELSE format(', MSSPACE = %s', a.aggmtransspace) END
         || coalesce(', MINITCOND = ' || quote_literal(a.aggminitval), '')
         || CASE WHEN a.aggmfinalfn = 0 THEN '' ELSE format(', MFINALFUNC = %s', a.aggmfinalfn)
              || CASE WHEN a.aggmfinalextra THEN ', MFINALFUNC_EXTRA' ELSE '' END END END
    || coalesce((SELECT format(', SORTOP = OPERATOR(%I.%s)', sn.nspname, s.oprname) FROM pg_operator s
           JOIN pg_namespace sn ON sn.oid = s.oprnamespace WHERE s.oid = a.aggsortop), '')
    || CASE WHEN a.aggkind = 'h' THEN ', HYPOTHETICAL' ELSE '' END
    || CASE p.proparallel WHEN 's' THEN ', PARALLEL = SAFE' WHEN 'r' THEN ', PARALLEL = RESTRICTED' ELSE '' END
    || ')', NULL, NULL, 0
FROM pg_proc p JOIN pg_aggregate a ON a.aggfnoid = p.oid JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE {schema} AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass
    AND d.objid = p.oid AND d.deptype = 'i')
ORDER BY p.oid
