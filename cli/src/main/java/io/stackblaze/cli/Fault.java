package io.stackblaze.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import io.stackblaze.cli.command.Context;

/** Keeps the trace of a fault of ours in a file: whoever reports it can add that, and nobody has to see it. */
final class Fault {
    private Fault() {}

    /** Writes it to the temporary folder; a sentence that says where, empty when that failed too. */
    static String keep(RuntimeException fault, Context context) {
        try {
            var folder = Path.of(context.variables().getOrDefault("TMPDIR", "/tmp"));
            var file = Files.createTempFile(folder, "stackblaze-fault-", ".txt");
            try (var out = new PrintWriter(Files.newBufferedWriter(file))) {
                fault.printStackTrace(out);
            }
            return ". Details are in " + file + ".";
        } catch (IOException e) {
            return ".";
        }
    }
}
