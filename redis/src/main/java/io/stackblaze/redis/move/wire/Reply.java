package io.stackblaze.redis.move.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** What a server answered. The questions below throw {@link RefusedException} when it answered with an error. */
public sealed interface Reply {

    /** Bytes: a value, a key. */
    @SuppressWarnings("ArrayRecordComponent") // equality is by content, below
    record Bulk(byte[] bytes) implements Reply {
        @Override
        public boolean equals(Object other) {
            return other instanceof Bulk(var its) && Arrays.equals(bytes, its);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    /** Nothing: no such key. */
    record Nil() implements Reply {}

    /** A number. */
    record Whole(long number) implements Reply {}

    /** A word of the protocol, such as {@code OK}. */
    record Status(String word) implements Reply {}

    /** An error. */
    record Failure(String message) implements Reply {}

    /** A list. */
    record Items(List<Reply> replies) implements Reply {}

    /** Whether it is an error. */
    default boolean isFailure() { return this instanceof Failure; }

    /** Whether there is nothing. */
    default boolean isNil() { return this instanceof Nil; }

    /** This reply, unless it is an error. */
    default Reply checked() throws RefusedException {
        if (this instanceof Failure(var message)) {
            throw new RefusedException(message);
        }
        return this;
    }

    /** Its bytes; a number or word in ASCII. */
    default byte[] bytes() throws RefusedException {
        return switch (checked()) {
            case Bulk(var bytes) -> bytes;
            case Whole(var number) -> Command.bytes(number);
            case Status(var word) -> Command.bytes(word);
            default -> throw new RefusedException("an answer of another shape than expected");
        };
    }

    /** Its bytes as text. */
    default String text() throws RefusedException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** Its number, also when it comes as text. */
    default long number() throws RefusedException {
        if (this instanceof Whole(var number)) {
            return number;
        }
        try {
            return Long.parseLong(text());
        } catch (NumberFormatException e) {
            throw new RefusedException("text where a number was expected", e);
        }
    }

    /** Its parts; none when there is nothing. */
    default List<Reply> items() throws RefusedException {
        return switch (checked()) {
            case Items(var replies) -> replies;
            case Nil _ -> List.of();
            default -> throw new RefusedException("an answer of another shape than expected");
        };
    }

    /** The value after a name in a list of names and values, {@link Nil} without it. */
    default Reply named(String name) throws RefusedException {
        var all = items();
        for (int i = 0; i + 1 < all.size(); i += 2) {
            if (Objects.equals(all.get(i).text(), name)) {
                return all.get(i + 1);
            }
        }
        return new Nil();
    }
}
