CREATE SCHEMA "We""ird Schema";
CREATE SCHEMA heroku_ext;
CREATE EXTENSION citext SCHEMA heroku_ext;
CREATE EXTENSION hstore SCHEMA public;
COMMENT ON SCHEMA "We""ird Schema" IS 'it''s \ weird';
CREATE TYPE public.mood AS ENUM ('sad', 'o''k', 'h\appy', '');
ALTER TYPE public.mood ADD VALUE 'first' BEFORE 'sad';
CREATE DOMAIN public.positive AS integer DEFAULT 1 CONSTRAINT more_than_nothing CHECK (VALUE > 0);
CREATE DOMAIN public.email AS text NOT NULL CHECK (VALUE ~ '@') CHECK (length(VALUE) < 200);
COMMENT ON CONSTRAINT more_than_nothing ON DOMAIN public.positive IS 'never zero';
CREATE TYPE public.pair AS (a integer, "B b" text, m public.mood);
CREATE TYPE public.floats AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);
COMMENT ON TYPE public.pair IS 'two and a half';
CREATE COLLATION public.codepoints (PROVIDER = libc, LOCALE = 'C');
CREATE FUNCTION public.twice(integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1 * 2';
CREATE FUNCTION public.total(integer, integer DEFAULT 7) RETURNS integer LANGUAGE sql IMMUTABLE
  BEGIN ATOMIC SELECT $1 + $2; END;
CREATE FUNCTION public.touched() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
  -- a ; semicolon, a $ dollar and 'quotes'
  NEW.note := coalesce(NEW.note, '') || ';touched';
  RETURN NEW;
END $body$;
CREATE PROCEDURE public.nothing(INOUT x integer) LANGUAGE plpgsql AS $$ BEGIN x := x + 1; END $$;
CREATE AGGREGATE public.sum_twice(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', PARALLEL = safe, COMBINEFUNC = int4pl);
CREATE AGGREGATE public.how_many(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
COMMENT ON AGGREGATE public.how_many(*) IS 'rows';
CREATE FUNCTION public.near(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT abs($1 - $2) < 2';
CREATE OPERATOR public.~~~ (FUNCTION = public.near, LEFTARG = integer, RIGHTARG = integer, COMMUTATOR = OPERATOR(public.~~~));
COMMENT ON OPERATOR public.~~~ (integer, integer) IS 'nearly';
CREATE FUNCTION public.mood_number(public.mood) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN $1 = 'sad' THEN 1 ELSE 2 END $$;
CREATE CAST (public.mood AS integer) WITH FUNCTION public.mood_number(public.mood) AS ASSIGNMENT;

CREATE SEQUENCE public.free_standing AS integer INCREMENT -3 MINVALUE -1000 MAXVALUE 1000 START 500 CACHE 5 CYCLE;
CREATE TABLE public.customers (
  id bigserial PRIMARY KEY,
  mail public.email UNIQUE,
  nick heroku_ext.citext DEFAULT 'nobody'::heroku_ext.citext,
  balance numeric(20, 4) NOT NULL DEFAULT 0 CHECK (balance > -1000000),
  mood public.mood DEFAULT 'o''k',
  moods public.mood[],
  extra public.hstore,
  "both" public.pair,
  boths public.pair[],
  at timestamptz DEFAULT now(),
  sorted text COLLATE public.codepoints,
  "select" text,
  note text
);
COMMENT ON TABLE public.customers IS 'people';
COMMENT ON COLUMN public.customers."select" IS 'a keyword';
ALTER TABLE public.customers ALTER sorted SET STORAGE EXTERNAL;
ALTER TABLE public.customers ALTER sorted SET STATISTICS 500;
ALTER TABLE public.customers ALTER note SET (n_distinct = -0.5);
ALTER TABLE public.customers SET (fillfactor = 80, autovacuum_enabled = off, toast.autovacuum_enabled = off);
ALTER TABLE public.customers ADD gone integer;
ALTER TABLE public.customers DROP gone;
CREATE INDEX ON public.customers (lower(note), at DESC NULLS LAST) INCLUDE (balance) WHERE balance > 0;
CREATE INDEX by_extra ON public.customers USING gin (extra);
COMMENT ON INDEX public.by_extra IS 'gin';
CREATE INDEX by_sum ON public.customers ((id + 1));
ALTER INDEX public.by_sum ALTER COLUMN 1 SET STATISTICS 200;
CREATE STATISTICS public.related (dependencies) ON mood, note FROM public.customers;
CREATE TRIGGER touch BEFORE INSERT OR UPDATE OF note ON public.customers FOR EACH ROW WHEN (NEW.note IS NOT NULL) EXECUTE FUNCTION public.touched();
CREATE TRIGGER "Off" AFTER UPDATE ON public.customers FOR EACH STATEMENT EXECUTE FUNCTION public.touched();
ALTER TABLE public.customers DISABLE TRIGGER "Off";
COMMENT ON TRIGGER touch ON public.customers IS 'touches';

CREATE TABLE "We""ird Schema"."Tab ""le; DROP" (
  "ID" integer GENERATED ALWAYS AS IDENTITY (START 10 INCREMENT 5),
  "a'b" text, "$x" text, "ünïcödé 🐘" jsonb, "x" integer,
  doubled integer GENERATED ALWAYS AS (public.twice(x)) STORED,
  PRIMARY KEY ("ID", "x")
);
CREATE UNIQUE INDEX "Ind ex" ON "We""ird Schema"."Tab ""le; DROP" ("a'b");
ALTER TABLE "We""ird Schema"."Tab ""le; DROP" REPLICA IDENTITY FULL;

CREATE TABLE public.orders_numbers (n integer PRIMARY KEY);
CREATE TABLE public.orders (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  customer bigint REFERENCES public.customers ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  parent uuid CONSTRAINT own REFERENCES public.orders,
  during tstzrange, EXCLUDE USING gist (during WITH &&),
  position integer, UNIQUE (customer, position) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT together UNIQUE NULLS NOT DISTINCT (parent, position),
  n public.positive, f public.floats, fs public.floats_multirange, r int4range[]
);
ALTER TABLE public.orders ADD CONSTRAINT unchecked CHECK (position < 100) NOT VALID;
ALTER TABLE public.orders ADD CONSTRAINT unchecked_key FOREIGN KEY (position) REFERENCES public.orders_numbers DEFERRABLE NOT VALID;
COMMENT ON CONSTRAINT own ON public.orders IS 'itself';
ALTER TABLE public.orders CLUSTER ON orders_pkey;

CREATE TABLE public.events (id bigint NOT NULL, at date NOT NULL, what text, CONSTRAINT sane CHECK (id > 0), PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE public.events_2020 PARTITION OF public.events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE public.events_2021 (what text DEFAULT 'late', extra integer, at date NOT NULL, id bigint NOT NULL, CONSTRAINT sane CHECK (id > 0));
ALTER TABLE public.events_2021 DROP extra;
ALTER TABLE public.events ATTACH PARTITION public.events_2021 FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
CREATE TABLE public.events_rest PARTITION OF public.events DEFAULT PARTITION BY HASH (id);
CREATE TABLE public.events_rest_a PARTITION OF public.events_rest FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE public.events_rest_z PARTITION OF public.events_rest FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE INDEX events_what ON public.events (what);
CREATE TRIGGER touch_events AFTER INSERT ON public.events FOR EACH ROW EXECUTE FUNCTION public.touched();
ALTER TABLE public.events_2020 DISABLE TRIGGER touch_events;
ALTER TABLE public.events DISABLE TRIGGER touch_events;
CREATE TABLE public.hashed (k text, v integer) PARTITION BY HASH (k);
CREATE TABLE public.hashed_0 PARTITION OF public.hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE public.hashed_1 PARTITION OF public.hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE public.refers (id bigint, at date, FOREIGN KEY (id, at) REFERENCES public.events);

CREATE TABLE public.animals (id serial PRIMARY KEY, name text NOT NULL, CONSTRAINT named CHECK (name <> ''));
CREATE TABLE public.dogs (barks boolean DEFAULT true, CONSTRAINT named CHECK (name <> ''), CHECK (barks)) INHERITS (public.animals);
ALTER TABLE public.dogs ALTER name SET DEFAULT 'Rex';
CREATE TABLE public.of_pair OF public.pair;
CREATE UNLOGGED TABLE public.fleeting (id integer, blob bytea);
CREATE TABLE public.empty ();
CREATE TABLE public.no_key (v double precision, r real, j json, x xml, b bit varying, i interval, m money, t tsvector, n inet, c character(5), k regclass, s timestamp, tz timetz, p point);

CREATE VIEW public.rich WITH (security_barrier = true) AS SELECT c.id, c."both", public.total(c.id::integer) AS t FROM public.customers c WHERE c.balance > 100;
ALTER VIEW public.rich ALTER COLUMN t SET DEFAULT 5;
CREATE VIEW public.a_view_on_a_view AS SELECT * FROM public.rich WHERE id IN (WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT n FROM r);
CREATE VIEW public.by_key AS SELECT o.id, o.position, count(*) AS n FROM public.orders o GROUP BY o.id;
CREATE VIEW public.on_by_key AS SELECT id FROM public.by_key;
CREATE VIEW public.checked AS SELECT id, note FROM public.customers WHERE id > 5 WITH LOCAL CHECK OPTION;
CREATE RULE no_delete AS ON DELETE TO public.rich DO INSTEAD NOTHING;
CREATE RULE two AS ON UPDATE TO public.rich DO INSTEAD (SELECT 1; SELECT 2);
CREATE MATERIALIZED VIEW public.z_totals AS SELECT count(*) AS n, sum(balance) AS s FROM public.customers;
CREATE UNIQUE INDEX ON public.z_totals (n);
CREATE MATERIALIZED VIEW public.a_totals AS SELECT n * 2 AS n FROM public.z_totals;
CREATE MATERIALIZED VIEW public.never AS SELECT 1 AS one WITH NO DATA;
COMMENT ON VIEW public.rich IS 'those';
COMMENT ON MATERIALIZED VIEW public.z_totals IS 'sums';
COMMENT ON FUNCTION public.total(integer, integer) IS E'adds\nup';

ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.animals FORCE ROW LEVEL SECURITY;
CREATE POLICY mine ON public.orders AS RESTRICTIVE FOR UPDATE TO PUBLIC USING (position > 0) WITH CHECK (position > 1);
CREATE POLICY "of App" ON public.orders TO app USING (true);
COMMENT ON POLICY mine ON public.orders IS 'mine';

INSERT INTO public.customers (mail, nick, balance, mood, moods, extra, "both", boths, sorted, "select", note)
  SELECT 'u' || g || '@x', 'Nick' || g, g * 1.0100, 'sad', ARRAY['sad', 'h\appy', NULL]::public.mood[], public.hstore('k', g::text),
    (g, 'b,"' || g, 'h\appy')::public.pair, ARRAY[(1, NULL, NULL)::public.pair], repeat('ä', g % 3), E'tab\t\\N new\nline', CASE WHEN g % 5 = 0 THEN NULL ELSE 'n' || g END
  FROM generate_series(1, 500) g;
INSERT INTO "We""ird Schema"."Tab ""le; DROP" ("a'b", "ünïcödé 🐘", x) SELECT 'v' || g, '{"a": 1.0, "b": null}', g FROM generate_series(1, 50) g;
INSERT INTO public.orders_numbers SELECT generate_series(0, 99);
INSERT INTO public.orders (customer, during, position, n, f, fs, r) SELECT g, tstzrange('2020-01-01'::timestamptz + g * interval '1 day', '2020-01-01'::timestamptz + (g + 1) * interval '1 day'), g % 100, g, public.floats(g, g + 1), public.floats_multirange(public.floats(g, g + 1)), ARRAY[int4range(1, g + 1)] FROM generate_series(1, 100) g;
INSERT INTO public.events SELECT g, '2020-06-01'::date + g * 20, CASE g % 3 WHEN 0 THEN 'a' WHEN 1 THEN 'z' END FROM generate_series(1, 100) g;
INSERT INTO public.hashed SELECT 'k' || g, g FROM generate_series(1, 50) g;
INSERT INTO public.refers SELECT id, at FROM public.events LIMIT 10;
INSERT INTO public.animals (name) VALUES ('Cat'), ('Cow');
INSERT INTO public.dogs (name) VALUES ('Bello'), (DEFAULT);
INSERT INTO public.of_pair VALUES (1, 'x', 'sad'), (NULL, NULL, NULL);
INSERT INTO public.fleeting SELECT g, decode(repeat('00ff5c', g), 'hex') FROM generate_series(1, 20) g;
INSERT INTO public.empty DEFAULT VALUES;
INSERT INTO public.empty DEFAULT VALUES;
INSERT INTO public.no_key VALUES (0.1::float8 + 0.2::float8, 1.1, '{"a":  1}', '<a>x</a>', B'101', '1 mon 3 days 00:00:01.5', '12.34', 'a fat:2 cat:3', '10.1.2.3/8', 'ab', 'public.customers', '-infinity', '12:00:00.123456+02', '(1,2)'),
  ('NaN', '-0', 'null', NULL, B'', '-1 year', '-1', '', '::1', '', NULL, '4713-01-01 BC', '00:00+15:59', NULL), ('-0', 'Infinity', '[]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), ('-0', 'Infinity', '[]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
SELECT nextval('public.free_standing'), nextval('public.free_standing');
SELECT lo_from_bytea(4711, decode(repeat('00ff', 600000), 'hex')), lo_from_bytea(4712, ''), lo_from_bytea(4713, 'x');
REFRESH MATERIALIZED VIEW public.z_totals;
REFRESH MATERIALIZED VIEW public.a_totals;
