package io.stackblaze.heroku.emulator;

import java.nio.file.Path;
import java.time.Clock;

/**
 * How an emulator runs.
 *
 * @param port where its API listens; 0 for any that is free
 * @param clock what time it is
 * @param folder where real parts keep their data; deleted with the emulator
 * @param binaries folder in which embedded servers are unpacked, kept for the next time
 * @param sources folder below which the code of scenarios is
 */
public record Options(int port, Clock clock, Path folder, Path binaries, Path sources) {
    /** Any port, the real time; nothing that really runs finds its place here until folders are named. */
    public static Options paper() {
        var nowhere = Path.of("");
        return new Options(0, Clock.systemUTC(), nowhere, nowhere, nowhere);
    }
}
