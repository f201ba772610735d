SELECT 'pg_proc'::regclass::oid, p.oid, CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END,
    format('%s.%s(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
    pg_get_functiondef(p.oid), NULL, NULL, 0
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
-- Constructors of ranges come with their types.
WHERE p.prokind <> 'a' AND {schema} AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass
    AND d.objid = p.oid AND d.deptype = 'i')
ORDER BY p.oid
