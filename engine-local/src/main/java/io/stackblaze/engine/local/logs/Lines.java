package io.stackblaze.engine.local.logs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;

/** Cuts raw output into lines: valid text, no line over 16 KiB, nothing lost. One thread. */
final class Lines {
    static final int LONGEST = 16 * 1024;
    /** Each byte that is no text becomes a character of three bytes. */
    private static final int LONGEST_BINARY = LONGEST / 3;

    private final BiConsumer<Long, String> sink;
    private byte[] pending = {};
    private long offset;

    /**
     * @param offset where in the output the next byte is
     * @param sink takes each line with the place where the next one begins
     */
    Lines(long offset, BiConsumer<Long, String> sink) {
        this.offset = offset;
        this.sink = sink;
    }

    /** Takes more output. */
    void take(byte[] bytes, int length) {
        var all = Arrays.copyOf(pending, pending.length + length);
        System.arraycopy(bytes, 0, all, pending.length, length);
        int from = 0;
        for (int at = pending.length; at < all.length; at++) {
            if (all[at] == '\n') {
                emit(all, from, at, 1);
                from = at + 1;
            }
        }
        while (all.length - from > LONGEST) {
            from += emitPiece(all, from, all.length);
        }
        pending = Arrays.copyOfRange(all, from, all.length);
    }

    /** Gives out what has no end of line yet. */
    void flush() {
        if (pending.length > 0) {
            emit(pending, 0, pending.length, 0);
            pending = new byte[0];
        }
    }

    /** Gives up what is pending and goes on elsewhere. */
    void skipTo(long place) {
        pending = new byte[0];
        offset = place;
    }

    /** Where the first byte is that was not given out yet. */
    long consumed() {
        return offset;
    }

    private void emit(byte[] bytes, int start, int end, int terminator) {
        int from = start;
        while (end - from > LONGEST || (end > from && text(bytes, from, end).isTooLong())) {
            from += emitPiece(bytes, from, end);
        }
        int to = end > from && terminator > 0 && bytes[end - 1] == '\r' ? end - 1 : end;
        offset += end - from + terminator;
        sink.accept(offset, text(bytes, from, to).value());
    }

    private int emitPiece(byte[] bytes, int from, int end) {
        int to = boundary(bytes, from, Math.min(end, from + LONGEST));
        var text = text(bytes, from, to);
        if (text.isTooLong()) {
            to = boundary(bytes, from, Math.min(end, from + LONGEST_BINARY));
            text = text(bytes, from, to);
        }
        offset += to - from;
        sink.accept(offset, text.value());
        return to - from;
    }

    /** Not in the middle of a character, if it is one. */
    private static int boundary(byte[] bytes, int from, int to) {
        for (int back = 0; back < 4 && to - back > from; back++) {
            if (to - back == bytes.length || (bytes[to - back] & 0xC0) != 0x80) {
                return to - back;
            }
        }
        return to;
    }

    private static Text text(byte[] bytes, int from, int to) {
        return new Text(new String(bytes, from, to - from, StandardCharsets.UTF_8).replace('\0', '\uFFFD'));
    }

    private record Text(String value) {
        boolean isTooLong() {
            return value.length() > LONGEST / 3 && value.getBytes(StandardCharsets.UTF_8).length > LONGEST;
        }
    }
}
