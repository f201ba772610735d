package io.stackblaze.redis.move;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.redis.move.RedisMoveException.Code;
import io.stackblaze.redis.move.value.Crc64;
import io.stackblaze.redis.move.value.Payload;
import io.stackblaze.redis.move.value.ValueDigest;
import io.stackblaze.redis.move.value.ValueReader;
import io.stackblaze.redis.move.value.ValueType;
import io.stackblaze.redis.move.value.ValueWriter;
import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.RefusedException;
import io.stackblaze.redis.move.wire.Reply;

/** Makes keys of the target what they are at the source at this moment: value, expiry, or missing. */
final class Transfer implements Lanes.Work {
    private static final Command DUMP = Command.of("DUMP");
    private static final Command RESTORE = Command.of("RESTORE");
    private static final Command REMOVE = Command.of("UNLINK");
    private static final Command TIME = Command.of("TIME");

    private final Route route;
    private final Tally tally;

    /** A key that is to be written. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Write(byte[] key, Payload payload, long expiry) {}

    Transfer(Route route, Tally tally) {
        this.route = route;
        this.tally = tally;
    }

    @Override
    public void on(Lane lane, int database, List<byte[]> keys) throws IOException, RedisMoveException {
        for (var portion : new Portions(route.settings()).of(lane.from().in(database), keys)) {
            if (portion.large()) {
                for (byte[] key : portion.keys()) {
                    inPieces(lane, database, key);
                }
            } else {
                atOnce(lane, database, portion.keys());
            }
        }
    }

    private void atOnce(Lane lane, int database, List<byte[]> keys) throws IOException, RedisMoveException {
        var questions = new ArrayList<Command>(2 * keys.size() + 1);
        for (byte[] key : keys) {
            questions.add(DUMP.with(key));
            questions.add(route.expiryFrom().question(key));
        }
        questions.add(TIME);
        var answers = lane.from().in(database).ask(questions);
        var now = Facts.millis(answers.getLast());
        var gone = new ArrayList<byte[]>();
        var writes = new ArrayList<Write>();
        for (int i = 0; i < keys.size(); i++) {
            var dump = answers.get(2 * i);
            var expiry = route.expiryFrom().read(answers.get(2 * i + 1), now);
            if (dump.isNil() || expiry == Expiry.MISSING) {
                gone.add(keys.get(i));
            } else {
                collect(lane, database, new Write(keys.get(i), new Payload(dump.bytes()), expiry), writes);
            }
        }
        remove(lane, database, gone);
        write(lane, database, writes);
    }

    private void collect(Lane lane, int database, Write write, List<Write> writes) {
        if (write.payload().isPerhapsStream()) {
            route.streams().add(new Key(database, write.key()));
        }
        if (!route.remembers() || !lane.memory().isAsCopied(database, write.key(), write.payload().checksum(),
                write.expiry(), route.expiryFrom().drift())) {
            writes.add(write);
        }
    }

    private void remove(Lane lane, int database, List<byte[]> keys) throws IOException {
        if (!keys.isEmpty()) {
            keys.forEach(key -> lane.memory().forget(database, key));
            tally.removed().add(lane.to().in(database).ask(REMOVE.with(keys.toArray(byte[][]::new))).number());
        }
    }

    private void write(Lane lane, int database, List<Write> writes) throws IOException, RedisMoveException {
        var commands = new ArrayList<Command>(writes.size());
        for (Write write : writes) {
            lane.memory().forget(database, write.key());
            // An expiry of 0 means none; one that has passed removes the key.
            commands.add(RESTORE.with(write.key(), Command.bytes(Math.max(0, write.expiry())),
                    write.payload().readableBy(route.format()).bytes()).with("REPLACE", "ABSTTL"));
        }
        var replies = lane.to().in(database).ask(commands);
        for (int i = 0; i < writes.size(); i++) {
            var write = writes.get(i);
            if (replies.get(i) instanceof Reply.Failure(var message)) {
                if (!isOfAnotherFormat(message)) {
                    throw refused(database, write.key(), new RefusedException(message));
                }
                inPieces(lane, database, write.key());
                continue;
            }
            tally.written().increment();
            tally.bytes().add(write.payload().bytes().length);
            if (route.remembers()) {
                lane.memory().put(database, write.key(), write.payload().checksum(), write.expiry());
            }
        }
    }

    private static boolean isOfAnotherFormat(String message) {
        return message.contains("Bad data format") || message.contains("DUMP payload version or checksum");
    }

    private void inPieces(Lane lane, int database, byte[] key) throws IOException, RedisMoveException {
        var from = lane.from().in(database);
        var answers = from.ask(List.of(Command.of("TYPE").with(key), route.expiryFrom().question(key), TIME));
        var said = answers.get(0).text();
        var expiry = route.expiryFrom().read(answers.get(1), Facts.millis(answers.get(2)));
        if (said.equals("none") || expiry == Expiry.MISSING) {
            remove(lane, database, List.of(key));
            return;
        }
        var type = ValueType.of(said).orElseThrow(() -> new RedisMoveException(Code.DATA,
                new Key(database, key) + " is a " + said + ", which a module of the source brings and the target ("
                        + route.to().version() + ") cannot read. Load the module there, or remove the key."));
        if (type == ValueType.STREAM) {
            route.streams().add(new Key(database, key));
        }
        var reader = new ValueReader(from, route.from().knowsFieldExpiry());
        if (route.remembers()) {
            var digest = new ValueDigest();
            reader.read(key, type, digest);
            if (lane.memory().isAsCopied(database, key, checksum(digest), expiry, route.expiryFrom().drift())) {
                return;
            }
        }
        lane.memory().forget(database, key);
        var digest = new ValueDigest();
        try {
            var writer = new ValueWriter(lane.to().in(database), key, route.to().counts());
            reader.read(key, type, piece -> {
                digest.take(piece);
                writer.take(piece);
                tally.bytes().add(piece.words().stream().mapToLong(word -> word.length).sum());
            });
            writer.end(expiry);
        } catch (RefusedException e) {
            if (e.passes()) {
                throw e;
            }
            throw refused(database, key, e);
        }
        tally.written().increment();
        if (route.remembers()) {
            lane.memory().put(database, key, checksum(digest), expiry);
        }
    }

    private static long checksum(ValueDigest digest) {
        var bytes = Command.bytes(digest.result());
        return Crc64.of(bytes, bytes.length);
    }

    private RedisMoveException refused(int database, byte[] key, RefusedException error) {
        return RedisMoveException.of(error, "Copying the key " + new Key(database, key) + " to "
                + route.to().version());
    }
}
