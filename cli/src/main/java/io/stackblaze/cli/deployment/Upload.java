package io.stackblaze.cli.deployment;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

import io.stackblaze.build.source.SourceArchive;
import io.stackblaze.build.source.SourceException;
import io.stackblaze.cli.api.Api;
import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.terminal.Screen;
import io.stackblaze.cli.terminal.Words;

/** Packs a folder and sends it to the server, both at once. */
public final class Upload {
    private static final long STEP = 4_000_000;

    private Upload() {}

    /** Sends the folder; the id under which the server keeps it. */
    public static String send(Path folder, Api api, Screen screen, Clock clock) throws Failure, IOException {
        var began = clock.instant();
        try {
            var kept = api.upload("/api/v1/sources", out -> pack(folder, new Counted(out, screen)));
            screen.note("Sent the source: " + Words.bytes(kept.path("bytes").asLong(0)) + " in "
                    + Words.of(Duration.between(began, clock.instant())) + ".");
            return Json.text(kept, "source");
        } catch (Unpackable e) {
            throw Failure.of(String.valueOf(e.getMessage()));
        }
    }

    private static void pack(Path folder, OutputStream out) throws IOException {
        try {
            SourceArchive.pack(folder, out);
            out.flush();
        } catch (SourceException e) {
            throw new Unpackable(String.valueOf(e.getMessage()));
        }
    }

    /** The source is at fault, not the connection. */
    @SuppressWarnings("serial")
    private static final class Unpackable extends IOException {
        Unpackable(String message) {
            super(message);
        }
    }

    /** Shows on a terminal how much has gone. */
    private static final class Counted extends FilterOutputStream {
        private final Screen screen;
        private long sent;

        Counted(OutputStream out, Screen screen) {
            super(out);
            this.screen = screen;
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            count(1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
            count(length);
        }

        private void count(int length) {
            long before = sent;
            sent += length;
            if (screen.errIsTerminal() && before / STEP != sent / STEP) {
                screen.err().print("\r\u001b[KSending the source: " + Words.bytes(sent) + "\r\u001b[K");
                screen.err().flush();
            }
        }
    }
}
