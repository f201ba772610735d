package io.stackblaze.cli.command;

import java.util.List;
import java.util.function.Supplier;

/**
 * A word of the command line: a command, or a noun with verbs of its own.
 *
 * @param name the word
 * @param aliases other words for it
 * @param summary one line of help
 * @param command makes the command
 * @param verbs the second words; empty for a plain command
 */
public record Entry(String name, List<String> aliases, String summary, Supplier<Command> command, List<Entry> verbs) {
    /** Copies the lists. */
    public Entry {
        aliases = List.copyOf(aliases);
        verbs = List.copyOf(verbs);
    }

    /** A plain command. */
    public static Entry verb(String name, String summary, Supplier<Command> command, String... aliases) {
        return new Entry(name, List.of(aliases), summary, command, List.of());
    }

    /** A noun; without a verb it does what {@code command} does. */
    public static Entry noun(String name, String summary, Supplier<Command> command, Entry... verbs) {
        return new Entry(name, List.of(), summary, command, List.of(verbs));
    }

    /** Whether this is the word. */
    public boolean answersTo(String word) {
        return name.equals(word) || aliases.contains(word);
    }
}
