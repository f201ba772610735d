package io.stackblaze.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;

import io.stackblaze.cli.command.Context;
import io.stackblaze.cli.terminal.Screen;

/** The {@code stackblaze} command. The launcher says what it knows by system properties. */
public final class Main {
    private Main() {}

    /** Runs one command. */
    public static void main(String[] arguments) {
        // Libraries would say on standard error that nobody listens to their logs.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.exit(new CommandLine(context()).run(arguments));
    }

    private static Context context() {
        var terminals = System.getProperty("stackblaze.terminals", "");
        boolean colour = System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
        var screen = new Screen(stream(FileDescriptor.out), stream(FileDescriptor.err), System.in,
                terminals.contains("1"), terminals.contains("2"), terminals.contains("0"),
                Integer.getInteger("stackblaze.columns", 80), colour);
        return new Context(screen, System.getenv(), Path.of("").toAbsolutePath(),
                Path.of(System.getProperty("stackblaze.launcher", "stackblaze")),
                System.getProperty("stackblaze.build", ""), Clock.systemUTC());
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
