package io.stackblaze.postgres.move.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.schema.Definition.ObjectId;

/**
 * An order in which each object comes after those it needs.
 *
 * @param first those that can be made at once
 * @param late those that need a constraint of a table, which comes with the indexes, and those that need such ones
 */
record Order(List<Definition> first, List<Definition> late) {
    private record Edge(ObjectId from, ObjectId to) {}

    static Order read(Connection connection, String aliases, String dependencies, List<Definition> objects)
            throws SQLException {
        var inside = new HashMap<ObjectId, ObjectId>();
        Sql.list(connection, aliases, Order::edge).forEach(alias -> inside.put(alias.from, alias.to));
        var constraints = Sql.number(connection, "SELECT 'pg_catalog.pg_constraint'::regclass::oid::bigint");
        var needs = new HashMap<ObjectId, Set<ObjectId>>();
        for (Edge edge : Sql.list(connection, dependencies, Order::edge)) {
            needs.computeIfAbsent(resolve(edge.from, inside), _ -> new HashSet<>()).add(resolve(edge.to, inside));
        }
        return new Sorting(objects, needs, constraints).order();
    }

    private static Edge edge(ResultSet row) throws SQLException {
        return new Edge(new ObjectId(row.getLong(1), row.getLong(2)), new ObjectId(row.getLong(3), row.getLong(4)));
    }

    private static ObjectId resolve(ObjectId id, Map<ObjectId, ObjectId> inside) {
        var at = id;
        for (ObjectId next = inside.get(at); next != null && !next.equals(at); next = inside.get(at)) {
            at = next;
        }
        return at;
    }

    /**
     * A walk over all objects, depth first. A circle is cut where it closes; the server says whether that was right.
     */
    private static final class Sorting {
        private final Map<ObjectId, Definition> objects = new LinkedHashMap<>();
        private final Map<ObjectId, Set<ObjectId>> needs;
        private final long constraints;
        private final Set<ObjectId> seen = new HashSet<>();
        private final Set<ObjectId> late = new HashSet<>();
        private final List<Definition> sorted = new ArrayList<>();

        Sorting(List<Definition> objects, Map<ObjectId, Set<ObjectId>> needs, long constraints) {
            objects.forEach(object -> this.objects.put(object.id(), object));
            this.needs = needs;
            this.constraints = constraints;
        }

        Order order() {
            objects.keySet().forEach(this::visit);
            return new Order(sorted.stream().filter(object -> !late.contains(object.id())).toList(),
                    sorted.stream().filter(object -> late.contains(object.id())).toList());
        }

        private void visit(ObjectId id) {
            var object = objects.get(id);
            if (object == null || !seen.add(id)) {
                return;
            }
            var mine = needs.getOrDefault(id, Set.of());
            for (ObjectId need : mine) {
                visit(need);
                if (!need.equals(id) && (need.catalog() == constraints || late.contains(need))) {
                    late.add(id);
                }
            }
            sorted.add(object);
        }
    }
}
