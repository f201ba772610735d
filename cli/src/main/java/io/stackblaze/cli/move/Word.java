package io.stackblaze.cli.move;

import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;

/** The two servers of a move, as people name them: URLs, or variables that hold URLs. */
final class Word {
    private static final String VARIABLE = "env:";

    private Word() {}

    /** Describes the two words. */
    static Syntax describe(Syntax syntax) {
        return syntax.words("SOURCE TARGET", "2", "The two databases: URLs, or env:NAME for one in a variable.");
    }

    /** Says how to keep passwords out of sight. */
    static String note() {
        return "A URL with a password in it shows in the list of processes; env:NAME does not.";
    }

    /**
     * The URL that one of both words stands for.
     *
     * @param position 0 for the source, 1 for the target
     */
    static String url(Call call, int position) throws Failure {
        var words = call.words();
        if (words.size() != 2) {
            throw Failure.of("There must be two databases, the source and the target.",
                    "Like this: stackblaze db copy env:OLD_URL env:NEW_URL");
        }
        var word = words.get(position);
        if (!word.startsWith(VARIABLE)) {
            return word;
        }
        var name = word.substring(VARIABLE.length());
        var url = call.context().variables().getOrDefault(name, "");
        if (url.isEmpty()) {
            throw Failure.of("The variable " + name + " is not set.",
                    "Set it: export " + name + "=URL");
        }
        return url;
    }
}
