package io.stackblaze.redis.move;

import java.util.Arrays;

import io.stackblaze.redis.move.value.ValueReader;

/**
 * A key in a database of a server.
 *
 * @param database its number
 * @param name any bytes; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by content, below
public record Key(int database, byte[] name) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Key(var itsDatabase, var itsName) && database == itsDatabase
                && Arrays.equals(name, itsName);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(name) + database;
    }

    /** For people: what is not plain is written as a number, database 0 is not mentioned. */
    @Override
    public String toString() {
        return (database == 0 ? "" : database + "/") + ValueReader.shown(name);
    }
}
