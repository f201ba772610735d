package io.stackblaze.build.tool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Turns whatever a program writes into lines that people and logs can bear. */
final class Lines {
    private static final int LENGTH = 4000;
    private static final int LAST = 100;
    private static final Pattern ESCAPES = Pattern.compile("\u001B(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007]*\u0007|.)");

    private final Consumer<String> sink;
    private final ArrayDeque<String> last = new ArrayDeque<>();
    private final byte[] line = new byte[LENGTH];
    private int length;
    private boolean cut;
    private long left;

    Lines(long bytes, Consumer<String> sink) {
        this.left = bytes;
        this.sink = sink;
    }

    /** Reads to the end. */
    void read(InputStream in) throws IOException {
        var buffer = new byte[1 << 13];
        for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            for (var i = 0; i < read; i++) {
                take(buffer[i]);
            }
        }
        end();
    }

    /** The last lines so far. */
    synchronized List<String> last() {
        return List.copyOf(last);
    }

    /** Bytes that may still be passed on. */
    long left() {
        return Math.max(left, 0);
    }

    private void take(byte character) {
        if (character == '\n' || character == '\r') {
            end();
        } else if (length < line.length) {
            line[length++] = character;
        } else {
            cut = true;
        }
    }

    private void end() {
        if (length > 0) {
            pass(printable() + (cut ? " ... (line cut)" : ""));
        }
        length = 0;
        cut = false;
    }

    private String printable() {
        var text = new String(line, 0, length, StandardCharsets.UTF_8);
        return ESCAPES.matcher(text).replaceAll("").replace('\t', ' ').replaceAll("\\p{Cntrl}", "\uFFFD")
                .stripTrailing();
    }

    private void pass(String text) {
        if (text.isEmpty()) {
            return;
        }
        synchronized (this) {
            last.addLast(text);
            if (last.size() > LAST) {
                last.removeFirst();
            }
        }
        if (left > 0) {
            left -= text.length() + 1;
            sink.accept(left > 0 ? text : "... (more output than a build's log holds: the rest is left out)");
        }
    }
}
