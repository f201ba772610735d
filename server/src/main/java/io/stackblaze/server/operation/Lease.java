package io.stackblaze.server.operation;

import java.util.function.Function;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The right to write the outcome of an operation. It ends as soon as another server takes the operation up; from then
 * on every write fails.
 */
final class Lease {
    private final Jdbi jdbi;
    private final String operation;
    private final int epoch;

    /** Another server has the operation now, or it is finished. */
    static final class LostException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private Lease(Jdbi jdbi, String operation, int epoch) {
        this.jdbi = jdbi;
        this.operation = operation;
        this.epoch = epoch;
    }

    static Lease take(Jdbi jdbi, String operation) {
        int epoch = jdbi.withHandle(handle -> handle
                .createQuery("update operations set epoch = epoch + 1 where id = :id returning epoch")
                .bind("id", operation).mapTo(Integer.class).one());
        return new Lease(jdbi, operation, epoch);
    }

    /** Runs a transaction that counts only if the lease holds, and that those who watch will notice. */
    <T> T write(Function<Handle, T> transaction) {
        return jdbi.inTransaction(handle -> {
            int rows = handle.createUpdate("""
                    update operations set version = version + 1
                    where id = :id and epoch = :epoch and finished_at is null""").bind("id", operation)
                    .bind("epoch", epoch).execute();
            if (rows == 0) {
                throw new LostException();
            }
            return transaction.apply(handle);
        });
    }
}
