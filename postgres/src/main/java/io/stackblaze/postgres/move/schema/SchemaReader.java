package io.stackblaze.postgres.move.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.catalog.Scope;
import io.stackblaze.postgres.move.catalog.TableName;
import io.stackblaze.postgres.move.schema.Definition.ObjectId;

/**
 * Reads the schema of a database from its catalog. The queries are files beside this class; the server writes most of
 * the statements itself.
 */
public final class SchemaReader {
    /** Kinds in the order in which they come unless one needs another. */
    private static final List<String> OBJECTS = List.of("schemas", "extensions", "collations", "types", "functions",
            "aggregates", "operators", "casts", "sequences", "tables", "views");

    private final Connection connection;
    private final Set<ObjectId> members;

    private SchemaReader(Connection connection) throws SQLException {
        this.connection = connection;
        this.members = new HashSet<>(Sql.list(connection,
                "SELECT classid, objid FROM pg_catalog.pg_depend WHERE deptype = 'e'",
                row -> new ObjectId(row.getLong(1), row.getLong(2))));
    }

    /** Reads it; every name in its statements is quoted and carries its schema. */
    public static Schema read(Connection connection) throws SQLException {
        Sql.run(connection, "SET quote_all_identifiers = on");
        try {
            return new SchemaReader(connection).read();
        } finally {
            if (!connection.isClosed()) {
                Sql.run(connection, "SET quote_all_identifiers = off");
            }
        }
    }

    private Schema read() throws SQLException {
        var objects = new ArrayList<Definition>();
        for (String kind : OBJECTS) {
            objects.addAll(definitions(kind));
        }
        var order = Order.read(connection, text("aliases"), text("dependencies"), objects);
        var beforeRows = new ArrayList<>(order.first());
        var late = new HashSet<>(order.late());
        var finish = new ArrayList<Definition>();
        for (Definition completion : definitions("completions")) {
            (isOfLateView(completion, late) ? finish : beforeRows).add(completion);
        }
        finish.addAll(definitions("finish"));
        finish.addAll(definitions("comments"));
        return new Schema(beforeRows, indexes(), order.late(), foreignKeys(), finish, leftovers());
    }

    /** A default of a column of a view that is made late. */
    private static boolean isOfLateView(Definition definition, Set<Definition> late) {
        return late.stream().anyMatch(view -> definition.name().startsWith(view.name() + "."));
    }

    private List<Definition> definitions(String kind) throws SQLException {
        return Sql.list(connection, text(kind),
                row -> new Definition(new ObjectId(row.getLong(1), row.getLong(2)), row.getString(3), row.getString(4),
                        row.getString(5)))
                .stream().filter(definition -> !members.contains(definition.id())).toList();
    }

    private List<IndexDefinition> indexes() throws SQLException {
        return Sql.list(connection, text("indexes"), row -> new IndexDefinition(
                new TableName(row.getString(2), row.getString(3)), row.getString(4), row.getString(6),
                row.getString(7), Optional.ofNullable(row.getString(8)), row.getLong(5),
                row.getString(9).equals("p")));
    }

    private List<ForeignKey> foreignKeys() throws SQLException {
        return Sql.list(connection, text("foreign_keys"),
                row -> new ForeignKey(new TableName(row.getString(1), row.getString(2)), row.getString(3),
                        row.getString(4), Optional.ofNullable(row.getString(5))));
    }

    private List<Leftover> leftovers() throws SQLException {
        var found = Sql.list(connection, text("leftovers"), row -> members.contains(
                new ObjectId(row.getLong(1), row.getLong(2)))
                        ? Optional.<Leftover>empty()
                        : Optional.of(new Leftover(row.getString(3), row.getString(4), row.getBoolean(5))));
        return found.stream().flatMap(Optional::stream).toList();
    }

    private static String text(String name) {
        try (var stream = SchemaReader.class.getResourceAsStream(name + ".sql")) {
            if (stream == null) {
                throw new IllegalStateException(name + ".sql is missing from this build of StackBlaze");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).replace("{schema}", Scope.SCHEMA)
                    .replace("{ours}", Scope.OURS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
