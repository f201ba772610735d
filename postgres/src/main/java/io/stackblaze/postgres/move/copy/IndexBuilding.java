package io.stackblaze.postgres.move.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.catalog.TableName;
import io.stackblaze.postgres.move.schema.IndexDefinition;
import io.stackblaze.postgres.move.schema.SchemaMaking;

/**
 * Builds the indexes of tables that are full, the largest waiting one first. Constraints are made of a table's indexes
 * by
 * whoever builds the last of them.
 */
final class IndexBuilding {
    private static final Duration SILENCE = Duration.ofHours(24);

    private final SchemaMaking making;
    private final List<IndexDefinition> partitioned;
    private final Map<TableName, List<IndexDefinition>> indexes;
    private final Map<TableName, AtomicInteger> left;
    private final int builders;
    private final Consumer<CopyEvent> listener;
    private final PriorityBlockingQueue<Job> queue = new PriorityBlockingQueue<>(64,
            Comparator.comparingLong(Job::bytes).reversed());

    /** An index to build, or that there is none any more. */
    private record Job(Optional<IndexDefinition> index, long bytes) {}

    IndexBuilding(SchemaMaking making, List<IndexDefinition> all, int builders, Consumer<CopyEvent> listener) {
        this.making = making;
        this.partitioned = all.stream().filter(IndexDefinition::partitioned).toList();
        this.indexes = all.stream().filter(index -> !index.partitioned())
                .collect(Collectors.groupingBy(IndexDefinition::table));
        this.left = indexes.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> new AtomicInteger(entry.getValue().size())));
        this.builders = builders;
        this.listener = listener;
    }

    /** Makes those without rows of their own, and lets those be built whose tables are not going to be filled. */
    void start(Connection connection, Set<TableName> tables) throws SQLException, MoveException {
        for (IndexDefinition index : partitioned) {
            making.build(connection, index);
            making.complete(connection, index);
        }
        indexes.keySet().stream().filter(table -> !tables.contains(table)).forEach(this::filled);
    }

    /** A table is full. */
    void filled(TableName table) {
        indexes.getOrDefault(table, List.of()).forEach(index -> queue.add(new Job(Optional.of(index), index.bytes())));
    }

    /** All tables are full. */
    void noMore() {
        for (int i = 0; i < builders; i++) {
            queue.add(new Job(Optional.empty(), -1));
        }
    }

    /** Builds until there is none any more. */
    boolean work(Endpoint target) throws SQLException, MoveException, InterruptedException {
        try (Connection connection = target.connect(SILENCE)) {
            for (Optional<IndexDefinition> index = queue.take().index(); index.isPresent(); index = queue.take()
                    .index()) {
                build(connection, index.get());
            }
            return true;
        }
    }

    private void build(Connection connection, IndexDefinition index) throws SQLException, MoveException {
        making.build(connection, index);
        if (left.getOrDefault(index.table(), new AtomicInteger()).decrementAndGet() == 0) {
            for (IndexDefinition built : indexes.getOrDefault(index.table(), List.of())) {
                making.complete(connection, built);
            }
        }
        listener.accept(new CopyEvent.Built(index.table(), index.name()));
    }
}
