package io.stackblaze.postgres.move.copy;

import java.util.List;

import io.stackblaze.postgres.move.catalog.Table;
import io.stackblaze.postgres.move.catalog.TableName;

/** What a copy tells of itself, in the threads that do it. */
public sealed interface CopyEvent {
    /** These tables are going to be copied, and that many indexes built. */
    record Planned(List<Table> tables, int indexes) implements CopyEvent {
        /** Copies the list. */
        public Planned {
            tables = List.copyOf(tables);
        }
    }

    /** So far this has been copied of a table; {@code bytes} as they travel. */
    record Rows(TableName table, long rows, long bytes, boolean complete) implements CopyEvent {}

    /** An index is there. */
    record Built(TableName table, String index) implements CopyEvent {}

    /** The next step begins, in words. */
    record Step(String what) implements CopyEvent {}
}
