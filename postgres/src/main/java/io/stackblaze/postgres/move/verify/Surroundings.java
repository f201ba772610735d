package io.stackblaze.postgres.move.verify;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.catalog.Catalog;
import io.stackblaze.postgres.move.catalog.Extension;
import io.stackblaze.postgres.move.catalog.Sequence;
import io.stackblaze.postgres.move.catalog.TableName;
import io.stackblaze.postgres.move.schema.Definition;
import io.stackblaze.postgres.move.schema.ForeignKey;
import io.stackblaze.postgres.move.schema.IndexDefinition;
import io.stackblaze.postgres.move.schema.Schema;
import io.stackblaze.postgres.move.schema.SchemaReader;
import io.stackblaze.postgres.move.schema.Setting;

/** Compares what stands beside the rows. */
final class Surroundings {
    private static final String LARGE_OBJECTS = """
            SELECT count(*), coalesce(sum(hashtextextended(md5(lo_get(oid)), oid::bigint)), 0)
            FROM pg_catalog.pg_largeobject_metadata""";
    private static final String INVALID = """
            SELECT format('%s of %s', k.conname, k.conrelid::regclass) FROM pg_catalog.pg_constraint k
            WHERE NOT k.convalidated UNION ALL
            SELECT format('index %s', i.indexrelid::regclass) FROM pg_catalog.pg_index i
            JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid AND c.relkind IN ('i', 'I') WHERE NOT i.indisvalid""";

    private Surroundings() {}

    static List<Check> compare(Connection source, Connection target, Optional<List<Sequence>> expected)
            throws SQLException {
        var here = Catalog.read(source);
        var there = Catalog.read(target);
        var checks = new ArrayList<Check>();
        var schema = SchemaReader.read(source);
        var other = SchemaReader.read(target);
        var sameMajor = here.major() == there.major();
        checks.add(check("objects of the schema", objects(schema, sameMajor), objects(other, sameMajor)));
        checks.add(check("indexes", indexes(schema, sameMajor), indexes(other, sameMajor)));
        checks.add(check("foreign keys", foreignKeys(schema), foreignKeys(other)));
        checks.add(sequences(expected.isPresent() ? expected.get() : Sequence.read(source),
                Sequence.read(target)));
        checks.add(check("extensions", extensions(here), extensions(there)));
        checks.add(check("settings of the database", settings(source), settings(target)));
        checks.add(largeObjects(source, target));
        var broken = new TreeSet<>(Sql.list(target, INVALID, row -> row.getString(1)));
        broken.removeAll(Sql.list(source, INVALID, row -> row.getString(1)));
        checks.add(new Check("constraints and indexes that do not hold", 0, List.copyOf(broken)));
        return checks;
    }

    private static Check check(String what, Map<String, String> here, Map<String, String> there) {
        var differences = new ArrayList<String>();
        var names = new TreeSet<>(here.keySet());
        names.addAll(there.keySet());
        for (String name : names) {
            var mine = here.get(name);
            var other = there.get(name);
            if (mine == null) {
                differences.add(name + " is on the target alone");
            } else if (other == null) {
                differences.add(name + " is missing on the target");
            } else if (!mine.equals(other)) {
                differences.add(name + " is different: " + shortened(mine) + " on the source, " + shortened(other)
                        + " on the target");
            }
        }
        return new Check(what, here.size(), differences);
    }

    private static String shortened(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "..." : text;
    }

    private static Map<String, String> objects(Schema schema, boolean withText) {
        return Stream.of(schema.beforeRows(), schema.afterIndexes(), schema.finish()).flatMap(List::stream)
                // Extensions are compared by version; a schema may be there before.
                .filter(one -> !one.kind().equals("extension") && !one.kind().equals("schema"))
                .collect(byName(Definition::toString, one -> withText ? one.sql() : ""));
    }

    private static Map<String, String> indexes(Schema schema, boolean withText) {
        return schema.indexes().stream().collect(byName(IndexDefinition::toString,
                one -> withText ? one.sql() + one.completion() : ""));
    }

    private static Map<String, String> foreignKeys(Schema schema) {
        return schema.foreignKeys().stream().collect(byName(ForeignKey::toString,
                one -> one.sql().replace("\"", "") + one.validation()));
    }

    private static Map<String, String> extensions(Catalog catalog) {
        return catalog.extensions().stream().collect(byName(Extension::name, Extension::schema));
    }

    private static Map<String, String> settings(Connection connection) throws SQLException {
        return Setting.read(connection).stream().filter(setting -> setting.role().isEmpty())
                .collect(byName(Setting::name, Setting::value));
    }

    private static <T> Collector<T, ?, Map<String, String>> byName(Function<T, String> name,
            Function<T, String> text) {
        return Collectors.toMap(name, text, (left, right) -> left + right, TreeMap::new);
    }

    private static Check sequences(List<Sequence> here, List<Sequence> there) {
        Map<TableName, Sequence> others = there.stream().collect(Collectors.toMap(Sequence::name, one -> one));
        var differences = new ArrayList<String>();
        for (Sequence sequence : here) {
            var other = others.get(sequence.name());
            if (other == null) {
                differences.add(sequence.name() + " is missing on the target");
            } else if (!other.isAtLeast(sequence)) {
                differences.add("%s is at %d on the source and at %d on the target".formatted(sequence.name(),
                        sequence.last(), other.last()));
            }
        }
        return new Check("sequences", here.size(), differences);
    }

    private static Check largeObjects(Connection source, Connection target) throws SQLException {
        var here = Sql.list(source, LARGE_OBJECTS, row -> row.getLong(1) + " with sum " + row.getString(2)).getFirst();
        var there = Sql.list(target, LARGE_OBJECTS, row -> row.getLong(1) + " with sum " + row.getString(2)).getFirst();
        return new Check("large objects", Long.parseLong(here.substring(0, here.indexOf(' '))),
                here.equals(there) ? List.of() : List.of(here + " on the source, " + there + " on the target"));
    }
}
