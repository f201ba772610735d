package io.stackblaze.heroku.emulator;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * How an emulator runs.
 *
 * @param port where its API listens; 0 for any that is free
 * @param clock what time it is
 * @param folder where real parts keep their data; deleted with the emulator
 * @param binaries folder in which embedded servers are unpacked, kept for the next time
 * @param sources folder below which the code of scenarios is
 * @param grace how long dynos have between the request to end and their death
 */
public record Options(int port, Clock clock, Path folder, Path binaries, Path sources, Duration grace) {
    private static final Duration HEROKUS_GRACE = Duration.ofSeconds(30);

    /** Any port, the real time; nothing that really runs finds its place here until folders are named. */
    public static Options paper() {
        var nowhere = Path.of("");
        return live(nowhere, nowhere, nowhere);
    }

    /** Any port, the real time, and Heroku's 30 s to end. */
    public static Options live(Path folder, Path binaries, Path sources) {
        return new Options(0, Clock.systemUTC(), folder, binaries, sources, HEROKUS_GRACE);
    }
}
