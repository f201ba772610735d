package io.stackblaze.migration.inspect;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.stackblaze.blueprint.SecretScan;
import io.stackblaze.heroku.inventory.Config;

/**
 * What becomes of config vars. What looks sensitive in any way is a secret: one secret too many costs nothing.
 *
 * @param references variables that are another service's address, with that service's name
 * @param secrets kept as secrets
 * @param plain kept as plain variables
 * @param dropped not kept, with the reason
 */
public record VariableKinds(Map<String, String> references, Set<String> secrets, Set<String> plain,
        Map<String, String> dropped) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final Pattern SENSITIVE_NAME = Pattern.compile(
            "(?i).*(?:secret|token|passw|passphrase|api_?key|private|access_?key|signing|encrypt|credential|salt|cert"
                    + "|dsn|webhook|(?:^|_)pass|(?:^|_)key|(?:^|_)auth|(?:^|_)pwd|_url_).*");
    private static final Pattern PUBLIC_NAME = Pattern.compile("(?i).*(?:public|publishable).*");
    private static final Pattern INJECTED = Pattern.compile("PORT|DYNO|PS|HEROKU_(?:APP_ID|APP_NAME"
            + "|APP_DEFAULT_DOMAIN_NAME|DYNO_ID|RELEASE_VERSION|RELEASE_CREATED_AT|SLUG_COMMIT|SLUG_DESCRIPTION"
            + "|BUILD_COMMIT|BUILD_DESCRIPTION)");
    private static final Pattern CREDENTIALS = Pattern.compile("(?s).*://[^/\\s]*@.*");
    private static final int LONGEST_PLAIN = 2000;

    /** Copies and sorts. */
    public VariableKinds {
        references = Collections.unmodifiableMap(new TreeMap<>(references));
        secrets = Collections.unmodifiableSet(new TreeSet<>(secrets));
        plain = Collections.unmodifiableSet(new TreeSet<>(plain));
        dropped = Collections.unmodifiableMap(new TreeMap<>(dropped));
    }

    /**
     * Sorts them.
     *
     * @param overruled names that a person says are plain
     */
    public static VariableKinds of(Config config, Map<String, String> references, Set<String> overruled) {
        var secrets = new TreeSet<String>();
        var plain = new TreeSet<String>();
        var dropped = new TreeMap<String, String>();
        config.values().forEach((name, value) -> {
            if (references.containsKey(name)) {
                return;
            }
            if (INJECTED.matcher(name).matches()) {
                dropped.put(name, "StackBlaze sets what it knows of it by itself.");
            } else if (!NAME.matcher(name).matches()) {
                dropped.put(name, "Names here are letters, digits and _; rename it in the code.");
            } else if (name.startsWith("STACKBLAZE_") || name.equals("HOME")) {
                dropped.put(name, "The name is taken by StackBlaze.");
            } else if (!overruled.contains(name) && isSensitive(name, value)) {
                secrets.add(name);
            } else {
                plain.add(name);
            }
        });
        return new VariableKinds(references, secrets, plain, dropped);
    }

    static boolean isSensitive(String name, String value) {
        if (value.isEmpty()) {
            return false;
        }
        return SecretScan.isSuspicious(name, value) || CREDENTIALS.matcher(value).matches()
                || value.contains("-----BEGIN ") || value.length() > LONGEST_PLAIN
                || (SENSITIVE_NAME.matcher(name).matches() && !PUBLIC_NAME.matcher(name).matches())
                || looksRandom(value);
    }

    /** Long, of one piece, of letters and digits without a pattern. */
    private static boolean looksRandom(String value) {
        return value.length() >= 20 && value.matches("[A-Za-z0-9+/=_][A-Za-z0-9+/=_-]+") && value.matches(".*\\d.*")
                && value.matches(".*[A-Za-z].*") && value.chars().distinct().count() >= 10
                && !value.matches("[a-z]+(?:[-_][a-z0-9]+)*");
    }
}
