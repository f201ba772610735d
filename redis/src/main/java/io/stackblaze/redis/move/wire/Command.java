package io.stackblaze.redis.move.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One command: a name and arguments, all of them any bytes.
 *
 * @param words the name first
 */
public record Command(List<byte[]> words) {

    /** A command of plain words, such as {@code of("CONFIG", "GET", "maxmemory")}. */
    public static Command of(String... words) {
        var all = new ArrayList<byte[]>();
        for (String word : words) {
            all.add(bytes(word));
        }
        return new Command(all);
    }

    /** The same command with further arguments. */
    public Command with(byte[]... more) {
        var all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return new Command(all);
    }

    /** The same command with further plain arguments. */
    public Command with(String... more) {
        var all = new ArrayList<>(words);
        all.addAll(of(more).words);
        return new Command(all);
    }

    /** Text as the server reads it. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A number as the server reads it. */
    public static byte[] bytes(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    /** Only the name: arguments may be secret. */
    @Override
    public String toString() {
        return new String(words.getFirst(), StandardCharsets.UTF_8);
    }
}
