package io.stackblaze.redis.move;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.redis.move.Difference.Kind;
import io.stackblaze.redis.move.Portions.Portion;
import io.stackblaze.redis.move.value.Digests;
import io.stackblaze.redis.move.value.Payload;
import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.Reply;
import org.jspecify.annotations.Nullable;

/** Compares keys of both sides: value, type, expiry. */
final class Comparison {
    private static final Command DUMP = Command.of("DUMP");
    private static final Command TYPE = Command.of("TYPE");
    private static final Command TIME = Command.of("TIME");
    /** Servers forget keys at their own moment; what has less left to live is not compared. */
    private static final long DYING = 2000;
    private static final long DRIFT = 1000;

    private final Route route;

    Comparison(Route route) {
        this.route = route;
    }

    /** What differs now. */
    List<Difference> of(Lane lane, int database, List<byte[]> keys) throws IOException {
        var found = new ArrayList<Difference>();
        for (var portion : new Portions(route.settings()).of(lane.from().in(database), keys)) {
            compare(lane, database, portion, found);
        }
        return found;
    }

    /** The answers of one side about some keys: what is there, and when it expires. */
    private record Side(List<Reply> values, List<Long> expiries, long now) {}

    private void compare(Lane lane, int database, Portion portion, List<Difference> found) throws IOException {
        var keys = portion.keys();
        var large = portion.large();
        var from = lane.from().in(database);
        var to = lane.to().in(database);
        from.send(questions(keys, large, route.expiryFrom()));
        to.send(questions(keys, large, route.expiryTo()));
        var source = side(from.receive(2 * keys.size() + 1), route.expiryFrom());
        var target = side(to.receive(2 * keys.size() + 1), route.expiryTo());
        var doubtful = new ArrayList<byte[]>();
        for (int i = 0; i < keys.size(); i++) {
            var kind = kind(source, target, i);
            if (kind == Kind.DIFFERENT) {
                doubtful.add(keys.get(i));
            } else if (kind != null) {
                found.add(new Difference(new Key(database, keys.get(i)), kind));
            }
            if (isStream(source.values().get(i))) {
                route.streams().add(new Key(database, keys.get(i)));
            }
        }
        var sources = Digests.of(from, doubtful, large, route.from().knowsFieldExpiry());
        var targets = Digests.of(to, doubtful, large, route.to().knowsFieldExpiry());
        for (int i = 0; i < doubtful.size(); i++) {
            if (sources.get(i).isEmpty() || !sources.get(i).equals(targets.get(i))) {
                found.add(new Difference(new Key(database, doubtful.get(i)), Kind.DIFFERENT));
            }
        }
    }

    private static List<Command> questions(List<byte[]> keys, boolean large, Expiry expiry) {
        var questions = new ArrayList<Command>();
        for (byte[] key : keys) {
            questions.add((large ? TYPE : DUMP).with(key));
            questions.add(expiry.question(key));
        }
        questions.add(TIME);
        return questions;
    }

    private static Side side(List<Reply> answers, Expiry expiry) throws IOException {
        var now = Facts.millis(answers.getLast());
        var values = new ArrayList<Reply>();
        var expiries = new ArrayList<Long>();
        for (int i = 0; i + 1 < answers.size(); i += 2) {
            values.add(answers.get(i).checked());
            expiries.add(isNone(answers.get(i)) ? Expiry.MISSING : expiry.read(answers.get(i + 1), now));
        }
        return new Side(values, expiries, now);
    }

    /** What differs; {@link Kind#DIFFERENT} when only a closer look can tell. */
    private static @Nullable Kind kind(Side source, Side target, int at) throws IOException {
        var there = source.expiries().get(at);
        var here = target.expiries().get(at);
        if (there == Expiry.MISSING || here == Expiry.MISSING) {
            var isDying = Math.max(there, here) >= 0 && Math.max(there, here) - source.now() < DYING;
            return there.equals(here) || isDying ? null : there == Expiry.MISSING ? Kind.EXTRA : Kind.MISSING;
        }
        if ((there < 0) != (here < 0) || Math.abs(there - here) > DRIFT) {
            return Kind.EXPIRY;
        }
        if (source.values().get(at) instanceof Reply.Bulk(var theirs)
                && target.values().get(at) instanceof Reply.Bulk(var ours)
                && new Payload(theirs).sameBody(new Payload(ours))) {
            return null;
        }
        return Kind.DIFFERENT;
    }

    private static boolean isNone(Reply value) {
        return value.isNil() || value.equals(new Reply.Status("none"));
    }

    private static boolean isStream(Reply value) throws IOException {
        return switch (value) {
            case Reply.Bulk(var dump) -> new Payload(dump).isPerhapsStream();
            case Reply.Status(var type) -> type.equals("stream");
            default -> false;
        };
    }
}
