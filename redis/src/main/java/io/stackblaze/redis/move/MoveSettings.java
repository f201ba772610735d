package io.stackblaze.redis.move;

import java.time.Duration;

/**
 * How a move goes about its work.
 *
 * @param lanes how many pairs of connections copy at the same time
 * @param batchKeys how many keys are asked for at once
 * @param batchBytes how many bytes of values are asked for at once, about
 * @param largeBytes values that take more memory are carried in pieces; {@code DUMP} would stop the server meanwhile
 * @param rememberedKeys of how many keys it is remembered what was copied, where the source reports no changes; beyond
 * it
 * they are copied anew in each round (about 50 bytes each)
 * @param silence how long a server may take to answer anything
 * @param patience how long a lost connection is tried again before the move stops (to be started again later)
 * @param configures whether {@code notify-keyspace-events} of the source and {@code maxmemory-policy} of the target may
 * be
 * changed during the move, where the server lets us
 */
public record MoveSettings(int lanes, int batchKeys, long batchBytes, long largeBytes, int rememberedKeys,
        Duration silence, Duration patience, boolean configures) {

    /** Fit for a small source at Heroku. */
    public static MoveSettings usual() {
        return new MoveSettings(3, 500, 8 << 20, 32 << 20, 8_000_000, Duration.ofSeconds(30), Duration.ofMinutes(1),
                true);
    }

    /** The same with another bound of what is carried at once. */
    public MoveSettings withLargeBytes(long bytes) {
        return new MoveSettings(lanes, batchKeys, batchBytes, bytes, rememberedKeys, silence, patience, configures);
    }

    /** The same with another patience. */
    public MoveSettings withPatience(Duration other) {
        return new MoveSettings(lanes, batchKeys, batchBytes, largeBytes, rememberedKeys, silence, other, configures);
    }

    /** The same, but no setting of a server is changed. */
    public MoveSettings withoutConfiguring() {
        return new MoveSettings(lanes, batchKeys, batchBytes, largeBytes, rememberedKeys, silence, patience, false);
    }
}
