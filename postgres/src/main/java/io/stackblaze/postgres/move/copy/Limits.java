package io.stackblaze.postgres.move.copy;

import io.stackblaze.postgres.move.schema.SchemaBy;

/**
 * What a copy may use.
 *
 * @param readers tables copied at once: as many sessions on the source, and one more that holds the snapshot
 * @param builders indexes built at once
 * @param bytesPerSecond bound of what is read from the source; 0 for none
 * @param indexMemoryMiB memory that the build of one index may use on the target
 * @param schema how the schema is read; a copy that was cut must go on with the same
 */
public record Limits(int readers, int builders, long bytesPerSecond, int indexMemoryMiB, SchemaBy schema) {
    /** Refuses what copies nothing. */
    public Limits {
        if (readers < 1 || builders < 1 || bytesPerSecond < 0 || indexMemoryMiB < 1) {
            throw new IllegalArgumentException("a copy needs a reader, a builder of indexes, and memory for it: "
                    + readers + ", " + builders + ", " + indexMemoryMiB + " MiB, " + bytesPerSecond + " bytes/s");
        }
    }

    /** With the schema read from the catalog. */
    public Limits(int readers, int builders, long bytesPerSecond, int indexMemoryMiB) {
        this(readers, builders, bytesPerSecond, indexMemoryMiB, SchemaBy.CATALOG);
    }

    /** The same, with the schema read in another way. */
    public Limits with(SchemaBy other) {
        return new Limits(readers, builders, bytesPerSecond, indexMemoryMiB, other);
    }

    /** One reader and one builder for each processor of this machine, up to four. */
    public static Limits usual() {
        var workers = Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));
        return new Limits(workers, workers, 0, 256);
    }

    /** Fewer readers, where the source has few sessions to spare. */
    public Limits withReaders(int most) {
        return new Limits(Math.max(1, Math.min(readers, most)), builders, bytesPerSecond, indexMemoryMiB,
                schema);
    }
}
