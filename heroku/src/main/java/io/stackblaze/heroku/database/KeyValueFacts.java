package io.stackblaze.heroku.database;

/**
 * What a key-value store says of itself.
 *
 * @param version as {@code 7.2.4}
 * @param usedBytes memory of its data
 * @param limitBytes most it may use; 0 when it does not say
 * @param policy what it does when full; empty when it does not say
 * @param keys in all its databases
 * @param clients connected now
 * @param persistence whether it says that it saves to disk
 */
public record KeyValueFacts(String version, long usedBytes, long limitBytes, String policy, long keys, int clients,
        boolean persistence) {}
