package io.stackblaze.build.source;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is left out of the source, by rules written as in {@code .gitignore}: the last rule that matches decides, {@code
 * !} takes back, {@code /} at the end means folders only, {@code /} elsewhere binds to the root, {@code * ? [a-z] **}
 * as in git.
 */
final class IgnoreRules {
    /** Left out whatever any file says. */
    private static final List<String> ALWAYS = List.of(".git", "node_modules/", ".env", ".env.*");

    /** Matches nothing, as a rule whose bracket is never closed does in git. */
    private static final String NOTHING = "(?!)";

    private final List<Rule> rules;

    private record Rule(Pattern pattern, boolean ignores, boolean foldersOnly) {}

    private IgnoreRules(List<Rule> rules) {
        this.rules = rules;
    }

    /** Reads rules; a line that is no rule is passed over. */
    static IgnoreRules of(List<String> lines) {
        var rules = new ArrayList<Rule>();
        for (var line : lines) {
            var text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                rules.add(rule(text));
            }
        }
        ALWAYS.forEach(line -> rules.add(rule(line)));
        return new IgnoreRules(List.copyOf(rules));
    }

    /**
     * Whether a file or folder is left out by a rule for itself; one in a folder that is left out is left out too,
     * which is for the caller to see.
     *
     * @param path from the root, with {@code /}
     */
    boolean ignores(String path, boolean folder) {
        for (var rule : rules.reversed()) {
            if ((folder || !rule.foldersOnly) && rule.pattern.matcher(path).matches()) {
                return rule.ignores;
            }
        }
        return false;
    }

    /** Whether a file is left out by a rule for itself or for a folder it is in. */
    boolean ignoresFile(String path) {
        for (var slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (ignores(path.substring(0, slash), true)) {
                return true;
            }
        }
        return ignores(path, false);
    }

    private static Rule rule(String text) {
        var ignores = !text.startsWith("!");
        var glob = ignores ? text : text.substring(1);
        var foldersOnly = glob.endsWith("/");
        if (foldersOnly) {
            glob = glob.substring(0, glob.length() - 1);
        }
        var bound = glob.contains("/");
        if (glob.startsWith("/")) {
            glob = glob.substring(1);
        }
        return new Rule(Pattern.compile((bound ? "" : "(?:.*/)?") + regex(glob), Pattern.DOTALL), ignores, foldersOnly);
    }

    private static String regex(String glob) {
        var regex = new StringBuilder();
        for (var i = 0; i < glob.length(); i++) {
            var character = glob.charAt(i);
            if (glob.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (glob.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (character == '\\' && i + 1 < glob.length()) {
                i++;
                regex.append(Pattern.quote(String.valueOf(glob.charAt(i))));
            } else if (character == '[') {
                var end = glob.indexOf(']', i + 2);
                if (end < 0) {
                    return NOTHING;
                }
                regex.append(characterClass(glob.substring(i + 1, end)));
                i = end;
            } else {
                regex.append(switch (character) {
                    case '*' -> "[^/]*";
                    case '?' -> "[^/]";
                    default -> Pattern.quote(String.valueOf(character));
                });
            }
        }
        return regex.toString();
    }

    /** Escapes all but ranges, so that no text can be a broken pattern. */
    private static String characterClass(String inside) {
        var negated = inside.startsWith("!") || inside.startsWith("^");
        var members = negated ? inside.substring(1) : inside;
        var regex = new StringBuilder(negated ? "[^/" : "[");
        for (var i = 0; i < members.length(); i++) {
            var range = i + 2 < members.length() && members.charAt(i + 1) == '-'
                    && members.charAt(i) <= members.charAt(i + 2);
            regex.append(escaped(members.charAt(i)));
            if (range) {
                regex.append('-').append(escaped(members.charAt(i + 2)));
                i += 2;
            }
        }
        return regex.append(']').toString();
    }

    private static String escaped(char character) {
        return String.format("\\u%04x", (int) character);
    }
}
