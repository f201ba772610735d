package io.stackblaze.postgres.move.schema;

import java.util.List;

/**
 * A schema as statements, in the order in which they make it again. Whatever belongs to an extension comes with that.
 *
 * @param beforeRows makes what rows need: schemas, extensions, types, functions, tables, views
 * @param indexes built when their tables are full, in any order, except that partitioned ones come first
 * @param afterIndexes views that lean on a primary key
 * @param foreignKeys once all rows and indexes are there
 * @param finish the rest: triggers, rules, policies, comments
 * @param leftovers what is not carried
 */
public record Schema(List<Definition> beforeRows, List<IndexDefinition> indexes, List<Definition> afterIndexes,
        List<ForeignKey> foreignKeys, List<Definition> finish, List<Leftover> leftovers) {
    /** Copies the lists. */
    public Schema {
        beforeRows = List.copyOf(beforeRows);
        indexes = List.copyOf(indexes);
        afterIndexes = List.copyOf(afterIndexes);
        foreignKeys = List.copyOf(foreignKeys);
        finish = List.copyOf(finish);
        leftovers = List.copyOf(leftovers);
    }
}
