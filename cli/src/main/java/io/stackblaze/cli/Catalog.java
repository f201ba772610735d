package io.stackblaze.cli;

import java.util.List;
import java.util.Optional;

import io.stackblaze.cli.command.Entry;
import io.stackblaze.cli.environment.StatusCommand;

/** All commands, in the order of the help. */
final class Catalog {
    static final String DESCRIPTION = "Runs your project on your own machine: push, and it runs.";
    static final String[] FOOTER = {"", "Each command explains itself: stackblaze COMMAND --help"};

    private record Group(String title, List<Entry> entries) {}

    private static final List<Group> GROUPS = List.of(
            new Group("See", List.of(Entry.verb("status", "Shows what runs, and how it is.", StatusCommand::new))),
            new Group("More", List.of(Entry.verb("version", "Says which StackBlaze this is.", VersionCommand::new))));

    private Catalog() {}

    static List<Entry> all() {
        return GROUPS.stream().flatMap(group -> group.entries().stream()).toList();
    }

    static Optional<Entry> find(String word) {
        return all().stream().filter(entry -> entry.answersTo(word)).findFirst();
    }

    /** The list of commands, by group. */
    static String help() {
        var text = new StringBuilder();
        for (var group : GROUPS) {
            text.append('\n').append(group.title()).append(":\n");
            for (var entry : group.entries()) {
                text.append("  ").append(String.format("%-12s", entry.name())).append(entry.summary()).append('\n');
            }
        }
        return text.toString();
    }
}
