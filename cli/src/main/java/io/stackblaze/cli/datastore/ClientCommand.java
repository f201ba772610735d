package io.stackblaze.cli.datastore;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.platform.Connection;

/**
 * {@code db psql}, {@code db redis-cli}, {@code db connect}: the database's own client, signed in. The password goes
 * into the client's environment, never into its arguments, which every user of the machine can see.
 */
public final class ClientCommand implements Command {
    private final String type;

    /**
     * The client of a kind.
     *
     * @param type {@code postgres} or {@code redis}; empty for the one that fits
     */
    public ClientCommand(String type) {
        this.type = type;
    }

    @Override
    public void describe(Syntax syntax) {
        syntax.environment().words("[DATABASE] [-- ARGUMENT...]", "0..*",
                "A database, which may be left out if there is one, and what the client is to be told.").stopAtWord();
        if (!type.equals("redis")) {
            syntax.option("SQL", "Runs this, and ends.", "-c", "--command");
        }
        syntax.note(type.equals("redis")
                ? "stackblaze db redis-cli cache -- INFO memory"
                : "stackblaze db psql db -- -f report.sql", "Ends with the client's own exit code.");
    }

    @Override
    public int run(Call call) throws Failure, IOException, InterruptedException {
        var words = new ArrayList<>(call.words());
        var named = words.isEmpty() || words.getFirst().startsWith("-") ? "" : words.removeFirst();
        if (!words.isEmpty() && words.getFirst().equals("--")) {
            words.removeFirst();
        }
        var api = Connection.of(call);
        var database = Datastore.of(call, api, named, type.isEmpty() ? "postgres" : type);
        var signIn = SignIn.of(api, database.target(), database.service());
        if (!type.isEmpty() && !type.equals(signIn.type())) {
            throw Failure.of(database.service() + " is a " + signIn.type() + ".",
                    "stackblaze db connect " + database.service() + database.target().options());
        }
        if (!type.equals("redis")) {
            call.option("--command").ifPresent(sql -> words.addAll(List.of("-c", sql)));
        }
        return signIn.type().equals("redis") ? redis(call, signIn, words) : postgres(call, signIn, words);
    }

    private static int postgres(Call call, SignIn signIn, List<String> words)
            throws Failure, IOException, InterruptedException {
        var program = found(call, "psql").orElseThrow(() -> missing("psql", "postgresql-client", "libpq"));
        var builder = new ProcessBuilder(arguments(program, List.of(), words));
        var environment = builder.environment();
        environment.put("PGHOST", signIn.text("host"));
        environment.put("PGPORT", Integer.toString(signIn.port()));
        environment.put("PGUSER", signIn.text("user"));
        environment.put("PGDATABASE", signIn.text("database"));
        environment.put("PGPASSWORD", signIn.text("password"));
        return run(call, builder);
    }

    private static int redis(Call call, SignIn signIn, List<String> words)
            throws Failure, IOException, InterruptedException {
        var program = found(call, "redis-cli").or(() -> found(call, "valkey-cli"))
                .orElseThrow(() -> missing("redis-cli", "redis-tools", "redis"));
        var builder = new ProcessBuilder(arguments(program,
                List.of("-h", signIn.text("host"), "-p", Integer.toString(signIn.port())), words));
        builder.environment().put("REDISCLI_AUTH", signIn.text("password"));
        return run(call, builder);
    }

    private static List<String> arguments(Path program, List<String> ours, List<String> theirs) {
        var all = new ArrayList<String>();
        all.add(program.toString());
        all.addAll(ours);
        all.addAll(theirs);
        return all;
    }

    /** A program in the folders of PATH. */
    private static Optional<Path> found(Call call, String name) {
        for (var folder : call.context().variables().getOrDefault("PATH", "").split(":")) {
            try {
                var file = Path.of(folder, name);
                if (!folder.isEmpty() && Files.isRegularFile(file) && Files.isExecutable(file)) {
                    return Optional.of(file);
                }
            } catch (InvalidPathException _) {
                // No folder.
            }
        }
        return Optional.empty();
    }

    private static Failure missing(String program, String debian, String brew) {
        return Failure.of(program + " is not installed.", "On Debian and Ubuntu: apt install " + debian,
                "On a Mac: brew install " + brew, "To connect with another program: stackblaze db url");
    }

    /** At a terminal the client has it to itself; else its output is part of ours. */
    private static int run(Call call, ProcessBuilder builder) throws IOException, InterruptedException {
        var screen = call.screen();
        builder.redirectInput(screen.inIsTerminal() ? Redirect.INHERIT : Redirect.PIPE);
        builder.redirectOutput(screen.outIsTerminal() ? Redirect.INHERIT : Redirect.PIPE);
        builder.redirectError(screen.errIsTerminal() ? Redirect.INHERIT : Redirect.PIPE);
        screen.out().flush();
        var process = builder.start();
        try {
            if (!screen.inIsTerminal()) {
                Thread.ofVirtual().name("client-input").start(() -> feed(screen.in(), process.getOutputStream()));
            }
            var errors = Thread.ofVirtual().name("client-errors")
                    .start(() -> pass(process.getErrorStream(), screen.err()));
            pass(process.getInputStream(), screen.out());
            errors.join();
            return process.waitFor();
        } finally {
            process.destroy();
        }
    }

    private static void feed(InputStream from, OutputStream to) {
        try (to) {
            from.transferTo(to);
        } catch (IOException _) {
            // The client has ended and wants no more.
        }
    }

    private static void pass(InputStream from, OutputStream to) {
        try (from) {
            from.transferTo(to);
            to.flush();
        } catch (IOException _) {
            // Whoever read our output has gone.
        }
    }
}
