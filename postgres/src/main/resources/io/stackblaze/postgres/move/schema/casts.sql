SELECT 'pg_cast'::regclass::oid, c.oid, 'cast',
    format('(%s AS %s)', format_type(c.castsource, NULL), format_type(c.casttarget, NULL)),
    format('CREATE CAST (%s AS %s) %s%s', format_type(c.castsource, NULL), format_type(c.casttarget, NULL),
        CASE c.castmethod WHEN 'f' THEN format('WITH FUNCTION %s', c.castfunc::regprocedure)
          WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END,
        CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END), NULL, NULL, 0
FROM pg_cast c WHERE c.oid >= 16384
    -- A range's cast to its multirange comes with the type.
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_cast'::regclass AND d.objid = c.oid
        AND d.deptype = 'i')
ORDER BY c.oid
