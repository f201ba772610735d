package io.stackblaze.cli.transcript;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.stackblaze.cli.CommandLine;
import io.stackblaze.cli.command.Context;
import io.stackblaze.cli.terminal.Screen;

/** Types commands as a person would, and writes down what came back: lines of standard error begin with {@code ! }. */
public final class Session {
    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private final Path directory;
    private final Map<String, String> variables = new HashMap<>();

    /** In a folder, with environment variables. */
    public Session(Path directory, Map<String, String> variables) {
        this.directory = directory;
        this.variables.putAll(variables);
    }

    /** Types a line of words, single-quoted where needed, and {@code <<<} before what comes on standard input. */
    public List<String> type(String line) {
        int here = line.indexOf(" <<< ");
        var input = here < 0 ? "" : words(line.substring(here + 5)).getFirst() + "\n";
        var words = words(here < 0 ? line : line.substring(0, here));
        var lines = new ArrayList<String>();
        var out = new Lines("", lines);
        var err = new Lines("! ", lines);
        var screen = new Screen(stream(out), stream(err),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), false, false, false, 80, true);
        var context = new Context(screen, variables, directory, Path.of("/no/launcher"), "test",
                Clock.fixed(NOW, ZoneOffset.UTC));
        int code = new CommandLine(context).run(words.subList(1, words.size()).toArray(String[]::new));
        out.end();
        err.end();
        if (code != 0) {
            lines.add("[" + code + "]");
        }
        return lines;
    }

    private static PrintStream stream(OutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    static List<String> words(String line) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean quoted = false;
        boolean begun = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
                begun = true;
            } else if (c == ' ' && !quoted) {
                if (begun) {
                    words.add(word.toString());
                }
                word.setLength(0);
                begun = false;
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (begun) {
            words.add(word.toString());
        }
        return words;
    }

    /** Collects whole lines of one stream, in the order of both. */
    private static final class Lines extends OutputStream {
        private final String prefix;
        private final List<String> lines;
        private final ByteArrayOutputStream open = new ByteArrayOutputStream();

        Lines(String prefix, List<String> lines) {
            this.prefix = prefix;
            this.lines = lines;
        }

        @Override
        public void write(int value) {
            if (value == '\n') {
                lines.add((prefix + open.toString(StandardCharsets.UTF_8)).stripTrailing());
                open.reset();
            } else {
                open.write(value);
            }
        }

        void end() {
            if (open.size() > 0) {
                write('\n');
            }
        }
    }
}
