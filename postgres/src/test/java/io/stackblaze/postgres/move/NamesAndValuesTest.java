package io.stackblaze.postgres.move;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.stackblaze.postgres.move.copy.Limits;
import io.stackblaze.postgres.move.verify.TableCheck;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tables with names and values of any shape; the seed is in the name of a test that fails. */
@ExtendWith(TestServers.class)
class NamesAndValuesTest {
    private static final int TABLES = 40;
    private static final int LONGEST_NAME = 63;
    private static final String SIGNS = " abcXYZ_09\"'\\$;:?{}()[].,-/*%&<>|~@#`\t\n\u00e4\u00df\u20ac\u2028\ud83d\udc18";

    /** Types, each with an expression of a number that makes a value of it. */
    private static final Map<String, String> TYPES = new LinkedHashMap<>();

    static {
        TYPES.put("integer", "(%d %% 2147483647)::integer");
        TYPES.put("bigint", "%d");
        TYPES.put("numeric", "(%d::numeric / 7919)::numeric(40, 20)");
        TYPES.put("numeric(12,3)", "(%d %% 99999)::numeric / 1000");
        TYPES.put("double precision", "%d::float8 / 3");
        TYPES.put("real", "%d::real / 7");
        TYPES.put("boolean", "%d %% 2 = 0");
        TYPES.put("text", "repeat(chr((abs(%d) %% 500 + 1)::int) || E'\\\\N\\t', 3)");
        TYPES.put("character varying(40)", "left(md5(%d::text), 20)");
        TYPES.put("character(9)", "(%d %% 1000)::text");
        TYPES.put("bytea", "decode(md5(%d::text), 'hex')");
        TYPES.put("timestamptz", "'2000-01-01 00:00+00'::timestamptz + (%d %% 99999999) * interval '1.000001 second'");
        TYPES.put("timestamp", "'2000-01-01'::timestamp + (%d %% 99999999) * interval '1 second'");
        TYPES.put("date", "'2000-01-01'::date + (%d %% 99999)::int");
        TYPES.put("interval", "(%d %% 99999) * interval '1 month 2 days 3.000004 seconds'");
        TYPES.put("uuid", "md5(%d::text)::uuid");
        TYPES.put("jsonb", "jsonb_build_object('k', %d, 'n', 1.10)");
        TYPES.put("json", "('{\"k\":  ' || %d || '}')::json");
        TYPES.put("integer[]", "ARRAY[[1, NULL], [(%d %% 77)::int, 4]]");
        TYPES.put("text[]", "ARRAY['a,\"b', NULL, %d::text]");
        TYPES.put("inet", "('10.1.2.' || abs(%d %% 255))::inet");
        TYPES.put("int8range", "int8range(%d, NULL)");
        TYPES.put("tstzrange", "tstzrange(NULL, '2000-01-01 00:00+00'::timestamptz + (%d %% 9999) * interval '1 day')");
        TYPES.put("bit varying", "(%d::bigint::bit(64))::bit varying");
        TYPES.put("point", "point(%d::float8 / 3, 1)");
        TYPES.put("tsvector", "to_tsvector('simple', 'a ' || %d)");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_123})
    void arriveAsTheyAre(long seed) throws Exception {
        var random = new Random(seed);
        var source = TestServers.database("16");
        var target = TestServers.database("18");
        try (Connection connection = source.connect()) {
            for (int i = 0; i < TABLES; i++) {
                Sql.run(connection, table(random, i));
            }
        }

        var report = new DatabaseCopy(source, new Target(target), new Limits(2, 2, 0, 16), Clock.systemUTC(), _ -> {})
                .run().report();

        assertThat(report.differences()).filteredOn(line -> !line.contains(" is different: ")).isEmpty();
        assertThat(report.tables()).hasSize(TABLES).allMatch(TableCheck::equal);
        assertThat(report.rows()).isGreaterThan(TABLES);
    }

    private static String table(Random random, int number) {
        var types = List.copyOf(TYPES.keySet());
        var schema = Sql.quoted(name(random, number % 3));
        var table = schema + "." + Sql.quoted(name(random, number));
        var columns = new StringBuilder();
        var values = new StringBuilder();
        var count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            var type = types.get(random.nextInt(types.size()));
            var value = TYPES.getOrDefault(type, "NULL").replace("%d", "(%d::bigint)")
                    .formatted(random.nextInt(2_000_000) - 1_000_000L);
            columns.append(i == 0 ? "" : ", ").append(Sql.quoted(name(random, i))).append(' ').append(type);
            values.append(i == 0 ? "" : ", ").append(random.nextInt(5) == 0 ? "NULL" : value);
        }
        return "CREATE SCHEMA IF NOT EXISTS " + schema + "; CREATE TABLE " + table + " (" + columns + "); INSERT INTO "
                + table + " SELECT " + values + " FROM generate_series(1, " + random.nextInt(20) + ")";
    }

    /** A name that differs from others by its number, as long as the server takes. */
    private static String name(Random random, int number) {
        var name = new StringBuilder().append(number);
        var points = SIGNS.codePoints().toArray();
        for (int i = random.nextInt(40); i > 0; i--) {
            name.appendCodePoint(points[random.nextInt(points.length)]);
            if (name.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME - 4) {
                break;
            }
        }
        return name.toString();
    }
}
