package io.stackblaze.blueprint;

import java.util.Set;
import java.util.regex.Pattern;

/** What names may look like. */
final class Names {
    /** For remedies. */
    static final String RULE = "Use 1 to 40 small letters, digits and single hyphens, beginning with a letter and not ending"
            + " with a hyphen.";
    /** For remedies. */
    static final String PROJECT_RULE = RULE.replace("1 to", "2 to");
    /** For remedies. */
    static final String VARIABLE_RULE = "Use letters, digits and _, not beginning with a digit.";
    /** An environment and a service share one DNS label in a host name. */
    static final int LONGEST_LABEL = 63;

    private static final Pattern NAME = Pattern.compile("[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}");
    private static final Set<String> TAKEN = Set.of("localhost", "ip6-localhost", "ip6-loopback");

    private Names() {}

    /**
     * Whether it can be a DNS label of ours. Two hyphens in a row part the environment from the service in host names,
     * so no name has them.
     */
    static boolean isName(String name) {
        return NAME.matcher(name).matches() && !name.contains("--") && !TAKEN.contains(name);
    }

    /** Whether it can be a variable's name. */
    static boolean isVariable(String name) {
        return VARIABLE.matcher(name).matches();
    }
}
