package io.stackblaze.cli.command;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import io.stackblaze.cli.terminal.Screen;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/** One use of a command: what was typed, where, and where the answer goes. */
public final class Call {
    private final ParseResult typed;
    private final Context context;

    /** Made by the command line. */
    public Call(ParseResult typed, Context context) {
        this.typed = typed;
        this.context = context;
    }

    /** The same words in another world. */
    public Call in(Context other) {
        return new Call(typed, other);
    }

    /** Whether an option without a value was given. */
    public boolean flag(String name) {
        return typed.hasMatchedOption(name);
    }

    /** An option's value. */
    public Optional<String> option(String name) {
        @Nullable
        String value = typed.matchedOptionValue(name, null);
        return Optional.ofNullable(value);
    }

    /** All values of an option that may be given more than once. */
    public List<String> options(String name) {
        String[] values = typed.matchedOptionValue(name, new String[0]);
        return List.of(values);
    }

    /** A numeric option's value. */
    public OptionalInt number(String name) {
        @Nullable
        Integer value = typed.matchedOptionValue(name, null);
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    /** The words without a dash. */
    public List<String> words() {
        String[] words = typed.matchedPositionalValue(0, new String[0]);
        return List.of(words);
    }

    /** The first word without a dash. */
    public Optional<String> word() {
        return words().stream().findFirst();
    }

    /** Whether the answer is wanted as JSON. */
    public boolean json() {
        return flag("--json");
    }

    /** The world around the command. */
    public Context context() {
        return context;
    }

    /** Where answers go. */
    public Screen screen() {
        return context.screen();
    }
}
