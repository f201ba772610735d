package io.stackblaze.engine.local.datastore;

import java.time.Instant;

import io.stackblaze.postgres.backup.storage.SealedVault;
import io.stackblaze.redis.snapshot.Contents;

/**
 * A full copy of a Redis server, as it is kept.
 *
 * @param id its name, which sorts by time
 * @param at nothing that was written later is in it
 * @param version of the server
 * @param bytes its length before it was compressed
 * @param data what was stored
 * @param contents what it held when it was read back
 */
record RedisSnapshot(String id, Instant at, String version, long bytes, SealedVault.Stored data, Contents contents) {}
