package io.stackblaze.cli.move;

import java.util.Map;

import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.postgres.move.Endpoint;

/**
 * The two databases of a move, as people name them.
 *
 * @param source the one that is moved
 * @param target where it goes
 */
record Addresses(Endpoint source, Endpoint target) {
    private static final String VARIABLE = "env:";

    /** Describes the two words. */
    static Syntax describe(Syntax syntax) {
        return syntax.words("SOURCE TARGET", "2", "The two databases: URLs, or env:NAME for one in a variable.");
    }

    /** Says how to keep passwords out of sight. */
    static String note() {
        return "A URL with a password in it shows in the list of processes; env:NAME does not.";
    }

    /** Reads the two words. */
    static Addresses of(Call call) throws Failure {
        var words = call.words();
        if (words.size() != 2) {
            throw Failure.of("There must be two databases, the source and the target.",
                    "Like this: stackblaze db copy env:OLD_URL env:NEW_URL");
        }
        var variables = call.context().variables();
        var addresses = new Addresses(read(words.getFirst(), variables), read(words.getLast(), variables));
        if (addresses.source.equals(addresses.target)) {
            throw Failure.of("Source and target are the same database, " + addresses.source.shown() + ".");
        }
        return addresses;
    }

    private static Endpoint read(String word, Map<String, String> variables) throws Failure {
        var url = word;
        if (word.startsWith(VARIABLE)) {
            var name = word.substring(VARIABLE.length());
            url = variables.getOrDefault(name, "");
            if (url.isEmpty()) {
                throw Failure.of("The variable " + name + " is not set.", "export " + name
                        + "=postgres://USER:PASSWORD@HOST:PORT/DATABASE");
            }
        }
        try {
            return Endpoint.parse(url);
        } catch (IllegalArgumentException e) {
            throw Failure.of(String.valueOf(e.getMessage()),
                    "Like this: postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=require");
        }
    }
}
