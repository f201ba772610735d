package io.stackblaze.redis.move.value;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.Connection;

/** Digests of many values: small ones in few round trips, large ones and streams piece by piece. */
public final class Digests {
    private static final Command TYPE = Command.of("TYPE");

    private Digests() {}

    /**
     * One digest for each key, with its type in front; empty when the value is of a module, which nobody else can read.
     * A key changed in between may be refused with {@code WRONGTYPE}.
     *
     * @param large whether the values hold too much to be asked for at once
     * @param fieldsExpire whether the server knows fields of hashes that expire
     */
    public static List<Optional<String>> of(Connection connection, List<byte[]> keys, boolean large,
            boolean fieldsExpire) throws IOException {
        var types = new ArrayList<String>();
        for (var reply : connection.ask(keys.stream().map(TYPE::with).toList())) {
            types.add(reply.text());
        }
        var whole = new ArrayList<Optional<Command>>();
        for (int i = 0; i < keys.size(); i++) {
            whole.add(large ? Optional.empty() : wholly(types.get(i), keys.get(i), fieldsExpire));
        }
        var replies = connection.ask(whole.stream().flatMap(Optional::stream).toList()).iterator();
        var digests = new ArrayList<Optional<String>>();
        for (int i = 0; i < keys.size(); i++) {
            var type = ValueType.of(types.get(i));
            var digest = new ValueDigest();
            if (whole.get(i).isPresent()) {
                digest.take(type.orElseThrow().piece(replies.next()));
            } else if (type.isPresent()) {
                new ValueReader(connection, fieldsExpire).read(keys.get(i), type.get(), digest);
            }
            var isKnown = type.isPresent() || types.get(i).equals("none");
            digests.add(isKnown ? Optional.of(types.get(i) + ":" + digest.result()) : Optional.empty());
        }
        return digests;
    }

    private static Optional<Command> wholly(String said, byte[] key, boolean fieldsExpire) {
        return ValueType.of(said).filter(type -> type != ValueType.HASH || !fieldsExpire)
                .flatMap(type -> type.wholly(key));
    }
}
