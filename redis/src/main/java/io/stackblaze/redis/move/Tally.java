package io.stackblaze.redis.move;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what is done, from all lanes.
 *
 * @param written values written
 * @param removed keys removed
 * @param bytes bytes of values, about
 */
record Tally(LongAdder written, LongAdder removed, LongAdder bytes) {
    Tally() {
        this(new LongAdder(), new LongAdder(), new LongAdder());
    }
}
