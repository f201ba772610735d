package io.stackblaze.redis.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import io.stackblaze.redis.move.Facts;
import io.stackblaze.redis.move.MoveSettings;
import io.stackblaze.redis.move.Portions;
import io.stackblaze.redis.move.RedisEndpoint;
import io.stackblaze.redis.move.value.Digests;
import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.Connection;
import io.stackblaze.redis.move.wire.Reply;

/**
 * What a server holds that nobody writes to: two with equal contents hold the same. Keys that expire are only counted,
 * as they go at their own time.
 *
 * @param keys all keys
 * @param lasting those that do not expire
 * @param digest of the lasting ones: database, name, type, value
 */
public record Contents(long keys, long lasting, String digest) {
    private static final Duration SILENCE = Duration.ofMinutes(1);
    private static final Command PTTL = Command.of("PTTL");
    private static final String BEGIN = "0";

    /** Looks at everything. Takes 8 bytes of memory for each key. */
    public static Contents of(RedisEndpoint server) throws IOException {
        try (var connection = server.connect(SILENCE)) {
            var facts = Facts.of(connection);
            var walk = new Walk(connection, facts.knowsFieldExpiry());
            for (int database : facts.keys().keySet()) {
                walk.over(database);
            }
            return new Contents(facts.allKeys(), walk.count(), walk.digest());
        }
    }

    /** Whether a copy restored later can be of the same data. */
    public boolean isSameAs(Contents copy) {
        return lasting == copy.lasting && digest.equals(copy.digest) && copy.keys <= keys;
    }

    private static final class Walk {
        private final Connection connection;
        private final boolean fieldsExpire;
        private final Portions portions = new Portions(MoveSettings.usual());
        private long[] hashes = new long[1024];
        private int size;

        Walk(Connection connection, boolean fieldsExpire) {
            this.connection = connection;
            this.fieldsExpire = fieldsExpire;
        }

        void over(int database) throws IOException {
            connection.ask(Command.of("SELECT", Integer.toString(database))).checked();
            var cursor = BEGIN;
            do {
                var page = connection.ask(Command.of("SCAN", cursor, "COUNT", "500")).items();
                cursor = page.get(0).text();
                for (var portion : portions.of(connection, lasting(page.get(1).items()))) {
                    var digests = Digests.of(connection, portion.keys(), portion.large(), fieldsExpire);
                    for (int i = 0; i < digests.size(); i++) {
                        add(database, portion.keys().get(i), digests.get(i).orElse("?"));
                    }
                }
            } while (!cursor.equals(BEGIN));
        }

        private List<byte[]> lasting(List<Reply> page) throws IOException {
            var names = new ArrayList<byte[]>();
            for (var key : page) {
                names.add(key.bytes());
            }
            var times = connection.ask(names.stream().map(PTTL::with).toList());
            var lasting = new ArrayList<byte[]>();
            for (int i = 0; i < names.size(); i++) {
                if (times.get(i).number() == -1) {
                    lasting.add(names.get(i));
                }
            }
            return lasting;
        }

        private void add(int database, byte[] key, String digest) {
            var hash = sha256();
            hash.update(ByteBuffer.allocate(2 * Integer.BYTES).putInt(database).putInt(key.length).flip());
            hash.update(key);
            hash.update(digest.getBytes(StandardCharsets.UTF_8));
            if (size == hashes.length) {
                hashes = Arrays.copyOf(hashes, size * 2);
            }
            hashes[size++] = ByteBuffer.wrap(hash.digest()).getLong();
        }

        /** How many there are; a walk may meet a key twice. */
        long count() {
            Arrays.sort(hashes, 0, size);
            var kept = 0;
            for (int i = 0; i < size; i++) {
                if (i == 0 || hashes[i] != hashes[i - 1]) {
                    hashes[kept++] = hashes[i];
                }
            }
            size = kept;
            return size;
        }

        String digest() {
            var all = sha256();
            for (int i = 0; i < size; i++) {
                all.update(ByteBuffer.allocate(Long.BYTES).putLong(0, hashes[i]));
            }
            return HexFormat.of().formatHex(all.digest());
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }
    }
}
