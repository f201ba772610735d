package io.stackblaze.postgres.move.schema;

import java.sql.Connection;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.stackblaze.postgres.move.Broad;
import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.Journal;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.Target;
import io.stackblaze.postgres.move.TestServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(TestServers.class)
class SchemaTest {
    @ParameterizedTest
    @CsvSource({"15,18", "18,18"})
    void isMadeAgainAsItWas(String from, String to) throws Exception {
        var source = TestServers.database(from);
        var target = TestServers.database(to);
        Broad.make(source);
        try (Connection connection = source.connect(); Connection other = target.connect()) {
            var schema = SchemaReader.read(connection);
            make(target, other, schema);

            assertThat(schema.leftovers()).isEmpty();
            UnaryOperator<String> form = from.equals(to) ? line -> line : SchemaTest::acrossVersions;
            assertThat(lines(SchemaReader.read(other)).stream().map(form))
                    .containsExactlyInAnyOrderElementsOf(lines(schema).stream().map(form).toList());
        }
    }

    @Test
    void namesTheObjectThatCannotBeMade() throws Exception {
        var source = TestServers.database("16");
        var target = TestServers.database("16");
        try (Connection connection = source.connect(); Connection other = target.connect()) {
            Sql.run(connection, "CREATE FUNCTION public.broken() RETURNS int LANGUAGE sql AS 'SELECT 1';"
                    + "CREATE VIEW public.fine AS SELECT 1 AS x; CREATE VIEW public.leaning AS SELECT public.broken()");
            var schema = SchemaReader.read(connection);
            Sql.run(other, "CREATE VIEW public.leaning AS SELECT 1");

            assertThatThrownBy(() -> make(target, other, schema))
                    .isInstanceOfSatisfying(MoveException.class,
                            e -> assertThat(e.code()).isEqualTo(MoveException.Code.SCHEMA))
                    .hasMessageContaining("view public.leaning").hasMessageContaining("already exists");
            // What could be made was; what is repeated goes on from there.
            Sql.run(other, "DROP VIEW public.leaning");
            make(target, other, schema);
            assertThat(lines(SchemaReader.read(other))).containsExactlyInAnyOrderElementsOf(lines(schema));
        }
    }

    @Test
    void tellsWhatItDoesNotCarry() throws Exception {
        var source = TestServers.database("16");
        try (Connection superuser = TestServers.superuser(source).connect();
                Connection connection = source.connect()) {
            Sql.run(superuser,
                    "SET search_path = public; CREATE EXTENSION postgres_fdw; CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw;"
                            + "CREATE FOREIGN TABLE public.away (x int) SERVER far;"
                            + "CREATE TEXT SEARCH CONFIGURATION public.mine (COPY = simple);"
                            + "CREATE SCHEMA _heroku; CREATE TABLE _heroku.theirs (x int);"
                            + "CREATE FUNCTION _heroku.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';"
                            + "CREATE EVENT TRIGGER theirs ON ddl_command_end EXECUTE FUNCTION _heroku.watch();"
                            + "CREATE PUBLICATION all_of_it FOR ALL TABLES");
            var schema = SchemaReader.read(connection);

            assertThat(schema.leftovers()).extracting(Leftover::toString).containsExactlyInAnyOrder(
                    "foreign table public.away", "foreign server far", "text search configuration public.mine",
                    "event trigger theirs", "publication all_of_it");
            assertThat(schema.leftovers()).filteredOn(Leftover::needed).extracting(Leftover::name)
                    .containsExactly("public.mine");
            assertThat(schema.beforeRows()).extracting(Definition::toString)
                    .noneMatch(name -> name.contains("_heroku"));
        }
    }

    static void make(Endpoint target, Connection connection, Schema schema) throws Exception {
        var journal = Journal.open(connection);
        var making = new SchemaMaking(new Target(target), journal, 16);
        making.make(connection, schema.beforeRows());
        for (IndexDefinition index : schema.indexes()) {
            making.build(connection, index);
            making.complete(connection, index);
        }
        making.attach(connection, schema.indexes());
        making.make(connection, schema.afterIndexes());
        for (ForeignKey key : schema.foreignKeys()) {
            making.add(connection, key);
            making.validate(connection, key);
        }
        making.make(connection, schema.finish());
        Journal.remove(connection);
    }

    /** Versions write queries differently, and know other keywords. */
    private static String acrossVersions(String line) {
        var plain = line.replace("\"", "");
        return plain.contains("view ") && plain.contains(" AS\n") ? plain.substring(0, plain.indexOf(" AS\n")) : plain;
    }

    /** Everything a schema says, in an order that does not hang on object numbers. */
    static List<String> lines(Schema schema) {
        return Stream.of(
                schema.beforeRows().stream().map(one -> one + ": " + one.sql()),
                schema.indexes().stream().map(one -> one + ": " + one.sql() + one.completion() + one.attachment()),
                schema.afterIndexes().stream().map(one -> "late " + one + ": " + one.sql()),
                schema.foreignKeys().stream().map(one -> one + ": " + one.sql() + one.validation()),
                schema.finish().stream().map(one -> one + ": " + one.sql()))
                .flatMap(lines -> lines).sorted().toList();
    }
}
