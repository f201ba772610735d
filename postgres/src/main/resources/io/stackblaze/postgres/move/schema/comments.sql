SELECT d.classoid, d.objoid, 'comment', format('%s %s', o.type, o.identity),
    format('COMMENT ON %s IS %L',
        CASE o.type
          WHEN 'table constraint' THEN 'CONSTRAINT ' || o.identity
          WHEN 'domain constraint' THEN 'CONSTRAINT ' || regexp_replace(o.identity, '^("(?:[^"]|"")*") on ', '\1 ON DOMAIN ')
          WHEN 'statistics object' THEN 'STATISTICS ' || o.identity
          WHEN 'aggregate' THEN 'AGGREGATE ' || regexp_replace(o.identity, '\(\)$', '(*)')
          WHEN 'operator' THEN 'OPERATOR ' || regexp_replace(regexp_replace(o.identity, '\(-,', '(NONE,'), ',-\)$', ',NONE)')
          ELSE CASE WHEN o.type LIKE '% column' THEN 'COLUMN' ELSE upper(o.type) END || ' ' || o.identity END,
        d.description), NULL, NULL, 0
FROM pg_description d CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) AS o
WHERE d.objoid >= 16384 AND (o.schema IS NULL OR o.schema !~ '^"?(pg_|_heroku"?$|stackblaze_(move|capture)"?$)')
    AND o.type NOT IN ('extension', 'event trigger', 'publication', 'subscription', 'server', 'foreign table',
        'foreign table column', 'large object')
    AND o.identity !~ '"?(_heroku|stackblaze_move|stackblaze_capture)"?\.'
ORDER BY d.classoid, d.objoid, d.objsubid
