package io.stackblaze.postgres.move.catalog;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A table of a database.
 *
 * @param oid its number on its server
 * @param name its name
 * @param kind what it is
 * @param persistence what a crash leaves of it
 * @param columns its columns in order, dropped ones left out
 * @param key what tells its rows apart, if anything does
 * @param bytes its size on disk, large values included and indexes not
 * @param estimatedRows rows as the planner guesses; 0 when it knows nothing
 * @param parents the tables it inherits from or is a partition of
 * @param rowSecurity whether row-level security is on
 * @param privileges whether this account may read it whole
 */
public record Table(long oid, TableName name, Kind kind, Persistence persistence, List<Column> columns,
        Optional<Key> key, long bytes, long estimatedRows, List<TableName> parents, boolean rowSecurity,
        boolean privileges) {
    /** Copies the lists. */
    public Table {
        columns = List.copyOf(columns);
        parents = List.copyOf(parents);
    }

    /** What a table is. */
    public enum Kind {
        /** One that holds its own rows; it may inherit. */
        PLAIN,
        /** One whose rows are in its partitions; it may be a partition too. */
        PARTITIONED,
        /** One that holds rows of a partitioned one. */
        PARTITION,
        /** One whose rows are on another server. */
        FOREIGN
    }

    /** What a crash leaves of a table. */
    public enum Persistence {
        /** Every committed row. */
        PERMANENT,
        /** Nothing. */
        UNLOGGED
    }

    /** Whether rows are in it, to be copied from it. */
    public boolean holdsRows() {
        return kind == Kind.PLAIN || kind == Kind.PARTITION;
    }

    /** The columns that are copied, as SQL writes them, with commas. */
    public String writtenColumns() {
        return columns.stream().filter(Column::isWritten).map(Column::quoted).collect(Collectors.joining(", "));
    }

    /** Whether all its copied columns can go in binary form. */
    public boolean binaryCopyable() {
        return columns.stream().filter(Column::isWritten).allMatch(Column::binaryCopyable);
    }

    /** The column of a name. */
    public Column column(String wanted) {
        return columns.stream().filter(column -> column.name().equals(wanted)).findFirst().orElseThrow();
    }
}
