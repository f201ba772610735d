package io.stackblaze.heroku.database;

import java.util.List;

/**
 * What a Postgres says of itself.
 *
 * @param version as the server says it: {@code 16.4}
 * @param bytes of the database
 * @param tables the largest first
 * @param extensions by name
 * @param schemas that hold tables, without the system's and Heroku's
 * @param connections open now, in this database
 * @param connectionLimit of the role, or the server's
 * @param collation as {@code en_US.UTF-8 (libc)}
 * @param largeObjects number of them
 * @param oddities tables, views and the like that plain copying passes over: {@code unlogged table x}
 * @param abilities what the role may do, tried
 */
public record PostgresFacts(String version, long bytes, List<Table> tables, List<String> extensions,
        List<String> schemas, int connections, int connectionLimit, String collation, long largeObjects,
        List<String> oddities, List<Ability> abilities) {
    /** Copies the lists. */
    public PostgresFacts {
        tables = List.copyOf(tables);
        extensions = List.copyOf(extensions);
        schemas = List.copyOf(schemas);
        oddities = List.copyOf(oddities);
        abilities = List.copyOf(abilities);
    }

    /**
     * A table.
     *
     * @param rows as the planner guesses; -1 when it does not know
     * @param keyed whether it has a primary key, or a unique one without nulls
     */
    public record Table(String name, long rows, long bytes, boolean keyed) {}

    /** Whether the ability was tried and is there. */
    public boolean may(String ability) {
        return abilities.stream().anyMatch(each -> each.name().equals(ability) && each.works());
    }
}
