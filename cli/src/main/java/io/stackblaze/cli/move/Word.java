package io.stackblaze.cli.move;

import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.datastore.SignIn;
import io.stackblaze.cli.environment.Target;
import io.stackblaze.cli.platform.Connection;

/** The two servers of a move, as people name them: URLs, or variables that hold URLs. */
final class Word {
    private static final String VARIABLE = "env:";
    private static final String SERVICE = "[a-z][a-z0-9-]*(/[a-z][a-z0-9-]*/[a-z][a-z0-9-]*)?";

    private Word() {}

    /** Describes the two words. */
    static Syntax describe(Syntax syntax) {
        return syntax.environment().words("SOURCE TARGET", "2",
                "The two databases: URLs, env:NAME for one in a variable, or SERVICE, PROJECT/ENVIRONMENT/SERVICE.");
    }

    /** Whether an address is a datastore of a project. */
    static boolean isService(String address) {
        return address.matches(SERVICE);
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
        var address = address(call, position);
        return address.matches(SERVICE) ? service(call, address) : address;
    }

    /** The same as a server wants it: a URL, or {@code PROJECT/ENVIRONMENT/SERVICE}. */
    static String address(Call call, int position) throws Failure {
        var words = call.words();
        if (words.size() != 2) {
            throw Failure.of("There must be two databases, the source and the target.",
                    "Like this: stackblaze db copy env:OLD_URL env:NEW_URL");
        }
        var word = words.get(position);
        if (word.matches(SERVICE)) {
            if (word.contains("/")) {
                return word;
            }
            var target = Target.of(call);
            return target.project() + "/" + target.environment() + "/" + word;
        }
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

    /** A database of a project: the server says where it is reached and how to sign in. */
    private static String service(Call call, String word) throws Failure {
        var parts = word.split("/");
        return SignIn.of(Connection.of(call), new Target(parts[0], parts[1]), parts[2]).url();
    }
}
