package io.stackblaze.cli.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Where answers go and questions come from: results on standard output, everything else on standard error.
 *
 * @param out standard output
 * @param err standard error
 * @param in standard input
 * @param outIsTerminal whether a person looks at {@code out}
 * @param errIsTerminal whether a person looks at {@code err}, so that lines there may change
 * @param inIsTerminal whether a person can be asked
 * @param columns width of the terminal
 * @param colour whether colours are wanted at all
 */
public record Screen(PrintStream out, PrintStream err, InputStream in, boolean outIsTerminal, boolean errIsTerminal,
        boolean inIsTerminal, int columns, boolean colour) {

    /** Prints a line of the result. */
    public void result(String line) {
        out.println(line);
    }

    /** Prints lines of the result. */
    public void results(List<String> lines) {
        lines.forEach(out::println);
    }

    /** Prints a table; what stands for it when it has no rows is said aside, for people. */
    public void table(Table table, String none) {
        if (table.isEmpty()) {
            note(none);
        } else {
            results(table.lines(style()));
        }
    }

    /** Prints a line on what is going on. */
    public void note(String line) {
        err.println(line);
    }

    /** How the result may look. */
    public Style style() {
        return new Style(colour && outIsTerminal);
    }

    /** How progress and errors may look. */
    public Style errorStyle() {
        return new Style(colour && errIsTerminal);
    }

    /** Asks for a line; empty when there is nobody to ask or nothing comes. */
    public Optional<String> ask(String question) throws IOException {
        err.print(question);
        err.flush();
        var line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
        if (!inIsTerminal) {
            err.println();
        }
        return Optional.ofNullable(line).map(String::strip);
    }

    /** Asks for a secret, which is not shown while it is typed; empty when there is nobody to ask. */
    @SuppressWarnings("SystemConsoleNull") // its annotation says that it may be
    public Optional<String> askSecret(String question) {
        var console = inIsTerminal ? System.console() : null;
        if (console == null) {
            return Optional.empty();
        }
        char[] typed = console.readPassword("%s", question);
        return typed == null ? Optional.empty() : Optional.of(new String(typed));
    }

    /** Everything that stands on standard input, without the last line break. */
    public String readAll() throws IOException {
        var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
