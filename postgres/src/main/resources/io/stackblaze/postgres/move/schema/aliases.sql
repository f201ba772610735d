-- Objects that have no definition of their own, each with the one in whose definition they are.
SELECT class::oid, oid, into_class::oid, into_oid FROM (
    SELECT 'pg_rewrite'::regclass, r.oid, 'pg_class'::regclass, r.ev_class FROM pg_rewrite r WHERE r.rulename = '_RETURN'
    UNION ALL SELECT 'pg_type'::regclass, t.oid, 'pg_class'::regclass, t.typrelid FROM pg_type t
        JOIN pg_class c ON c.oid = t.typrelid WHERE c.relkind <> 'c'
    UNION ALL SELECT 'pg_type'::regclass, a.oid, 'pg_class'::regclass, t.typrelid FROM pg_type a
        JOIN pg_type t ON t.typarray = a.oid JOIN pg_class c ON c.oid = t.typrelid WHERE c.relkind <> 'c'
    UNION ALL SELECT 'pg_type'::regclass, a.oid, 'pg_type'::regclass, t.oid FROM pg_type a
        JOIN pg_type t ON t.typarray = a.oid LEFT JOIN pg_class c ON c.oid = t.typrelid WHERE coalesce(c.relkind, 'c') = 'c'
    UNION ALL SELECT 'pg_type'::regclass, (to_jsonb(r) ->> 'rngmultitypid')::oid, 'pg_type'::regclass, r.rngtypid
        FROM pg_range r WHERE to_jsonb(r) ->> 'rngmultitypid' IS NOT NULL
    UNION ALL SELECT 'pg_class'::regclass, c.oid, 'pg_type'::regclass, c.reltype FROM pg_class c WHERE c.relkind = 'c'
    UNION ALL SELECT 'pg_attrdef'::regclass, d.oid, 'pg_class'::regclass, d.adrelid FROM pg_attrdef d
        JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE a.attgenerated <> ''
    UNION ALL SELECT 'pg_constraint'::regclass, k.oid, 'pg_type'::regclass, k.contypid FROM pg_constraint k
        WHERE k.contypid <> 0
    UNION ALL SELECT 'pg_proc'::regclass, d.objid, d.refclassid, d.refobjid FROM pg_depend d
        WHERE d.classid = 'pg_proc'::regclass AND d.deptype = 'i'
) AS alias (class, oid, into_class, into_oid)
