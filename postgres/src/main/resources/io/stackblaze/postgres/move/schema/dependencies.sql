-- Who needs whom.
SELECT DISTINCT d.classid, d.objid, d.refclassid, d.refobjid FROM pg_depend d
WHERE d.refobjid >= 16384 AND d.objid >= 16384 AND d.deptype IN ('n', 'a')
    -- A sequence is told its owner later.
    AND NOT (d.deptype = 'a' AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
        AND d.refobjsubid > 0)
