package io.stackblaze.redis.move;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What all work in one direction must know.
 *
 * @param from facts of the server that is read
 * @param to facts of the server that is written
 * @param format version of the RDB format that the server that is written reads
 * @param remembers whether lanes remember what they copied
 * @param streams the streams that were met: reading of groups changes them and no event tells
 */
record Route(Facts from, Facts to, int format, boolean remembers, Set<Key> streams, MoveSettings settings) {
    Route(Facts from, Facts to, int format, boolean remembers, MoveSettings settings) {
        this(from, to, format, remembers, ConcurrentHashMap.newKeySet(), settings);
    }

    Expiry expiryFrom() {
        return new Expiry(from.knowsExpiryTimes());
    }

    Expiry expiryTo() {
        return new Expiry(to.knowsExpiryTimes());
    }
}
