-- What only pg_dump can carry (must) or nobody should (the rest).
SELECT class, oid, kind, name, must FROM (
    SELECT 'pg_type'::regclass::oid AS class, t.oid, 'base type' AS kind, format('%s.%s', n.nspname, t.typname) AS name, true AS must
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_range r ON r.rngtypid = t.oid
    WHERE (t.typtype = 'b' AND t.typcategory <> 'A' OR t.typtype = 'p' OR r.rngcanonical <> 0) AND {schema}
    UNION ALL SELECT 'pg_opclass'::regclass, o.oid, 'operator class', format('%s.%s', n.nspname, o.opcname), true
    FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace WHERE {schema}
    UNION ALL SELECT 'pg_opfamily'::regclass, o.oid, 'operator family', format('%s.%s', n.nspname, o.opfname), true
    FROM pg_opfamily o JOIN pg_namespace n ON n.oid = o.opfnamespace WHERE {schema}
    UNION ALL SELECT 'pg_conversion'::regclass, o.oid, 'conversion', format('%s.%s', n.nspname, o.conname), true
    FROM pg_conversion o JOIN pg_namespace n ON n.oid = o.connamespace WHERE {schema}
    UNION ALL SELECT 'pg_ts_config'::regclass, o.oid, 'text search configuration', format('%s.%s', n.nspname, o.cfgname), true
    FROM pg_ts_config o JOIN pg_namespace n ON n.oid = o.cfgnamespace WHERE {schema}
    UNION ALL SELECT 'pg_ts_dict'::regclass, o.oid, 'text search dictionary', format('%s.%s', n.nspname, o.dictname), true
    FROM pg_ts_dict o JOIN pg_namespace n ON n.oid = o.dictnamespace WHERE {schema}
    UNION ALL SELECT 'pg_ts_parser'::regclass, o.oid, 'text search parser', format('%s.%s', n.nspname, o.prsname), true
    FROM pg_ts_parser o JOIN pg_namespace n ON n.oid = o.prsnamespace WHERE {schema}
    UNION ALL SELECT 'pg_ts_template'::regclass, o.oid, 'text search template', format('%s.%s', n.nspname, o.tmplname), true
    FROM pg_ts_template o JOIN pg_namespace n ON n.oid = o.tmplnamespace WHERE {schema}
    UNION ALL SELECT 'pg_language'::regclass, l.oid, 'language', l.lanname, true FROM pg_language l WHERE l.oid >= 16384
    UNION ALL SELECT 'pg_transform'::regclass, t.oid, 'transform', t.oid::text, true FROM pg_transform t
    UNION ALL SELECT 'pg_am'::regclass, a.oid, 'access method', a.amname, true FROM pg_am a WHERE a.oid >= 16384
    UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, f.oid, 'foreign-data wrapper', f.fdwname, false
    FROM pg_foreign_data_wrapper f
    UNION ALL SELECT 'pg_foreign_server'::regclass, s.oid, 'foreign server', s.srvname, false FROM pg_foreign_server s
    UNION ALL SELECT 'pg_class'::regclass, c.oid, 'foreign table', format('%s.%s', n.nspname, c.relname), false
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'f' AND {schema}
    UNION ALL SELECT 'pg_event_trigger'::regclass, e.oid, 'event trigger', e.evtname, false FROM pg_event_trigger e
    UNION ALL SELECT 'pg_publication'::regclass, p.oid, 'publication', p.pubname, false FROM pg_publication p
    UNION ALL SELECT 'pg_class'::regclass, x.oid, 'invalid index', format('%s.%s', n.nspname, x.relname), false
    FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT i.indisvalid AND c.relkind IN ('r', 'm') AND {schema}
) AS leftover
ORDER BY kind, name
