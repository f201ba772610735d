package io.stackblaze.cli.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Server-sent events, one after the other. For one thread. */
public final class EventStream implements AutoCloseable {
    /** Longest line taken; a server that sends more is not ours. */
    private static final int MAX_LINE = 8 << 20;
    private final BufferedReader lines;

    /** Reads from {@code in}, which is closed with this. */
    public EventStream(InputStream in) {
        this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /**
     * Waits for the next event; empty once the stream has ended.
     *
     * @throws IOException when the connection broke, or was silent for too long
     */
    public Optional<Event> next() throws IOException {
        String id = "";
        String name = "message";
        var data = new StringBuilder();
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    return Optional.of(new Event(id, name, data.toString()));
                }
                name = "message";
                continue;
            }
            int colon = line.indexOf(':');
            var field = colon < 0 ? line : line.substring(0, colon);
            var value = colon < 0 ? "" : line.substring(line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
            switch (field) {
                case "id" -> id = value;
                case "event" -> name = value;
                case "data" -> append(data, value);
                default -> {
                }
            }
        }
        return Optional.empty();
    }

    private static void append(StringBuilder data, String value) throws IOException {
        if (data.length() + value.length() > MAX_LINE) {
            throw new IOException("an event is larger than " + MAX_LINE + " bytes");
        }
        data.append(data.isEmpty() ? "" : "\n").append(value);
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            // It is gone already, which is all that was wanted.
        }
    }
}
