package io.stackblaze.blueprint;

import java.util.regex.Pattern;

import io.stackblaze.blueprint.yaml.Position;
import io.stackblaze.blueprint.yaml.Yaml;

/**
 * Looks through a whole file for values that should be secrets: known shapes anywhere, comments included, and values
 * that look random under a name that sounds secret. Never says the value.
 */
public final class SecretScan {
    private static final Pattern SECRET_NAME = Pattern.compile(
            "(?i)secret|token|passw|passphrase|api_?key|private_?key|access_?key|signing|encryption|credential|salt"
                    + "|(?:^|_)pass$|(?:^|_)key(?:_base)?$|(?:^|_)auth$");
    private static final Pattern HARMLESS_NAME = Pattern.compile(
            "(?i)public|publishable|(?:_|^)(?:name|header|host|path|file|dir|ttl|length|size|expiry|expires|expires_in"
                    + "|seconds|minutes|hours|days|enabled|type|alg|algorithm|prefix|issuer|audience|cookie|field|url|uri"
                    + "|endpoint|region|bucket|version|rounds|count|limit|provider|backend|driver|class|user|email)$");
    private static final Pattern PASSWORD_NAME = Pattern.compile("(?i)passw(?:or)?d$|passphrase$|(?:^|_)pass$");
    private static final Pattern PLACEHOLDER = Pattern.compile("(?i)[$<{%*].*|change[-_]?me.*|your[-_ ].*|x{3,}|todo.*"
            + "|true|false|none|null|required|optional|prompt|ask");
    private static final Pattern ORDINARY_PIECE = Pattern
            .compile("[A-Z]{0,24}[0-9]{0,4}|[a-z]{0,24}(?:[A-Z][a-z]{2,20}){0,5}[0-9]{0,4}");
    private static final Pattern UUID = Pattern
            .compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final int SHORTEST = 16;

    private final Faults faults;

    private SecretScan(Faults faults) {
        this.faults = faults;
    }

    /** Whether a variable of that name and value should be kept as a secret. */
    public static boolean isSuspicious(String name, String value) {
        return SecretShape.in(value).isPresent() || looksSecret(name, value);
    }

    /** Looks at each value of the tree once, and at the comments of its text. */
    static void scan(Yaml root, String text, Faults faults) {
        var scan = new SecretScan(faults);
        scan.node(root, "", "");
        scan.comments(text);
    }

    private void node(Yaml node, String name, String path) {
        switch (node) {
            case Yaml.Mapping map -> map.entries().forEach((key, entry) -> {
                SecretShape.in(key).ifPresent(shape -> faults.add(entry.at(), path,
                        "A key looks like " + shape.what() + ".", "Take it out of the file."));
                node(entry.value(), key, path.isEmpty() ? key : path + "." + key);
            });
            case Yaml.Sequence list -> list.items().forEach(item -> node(item, name, path));
            case Yaml.Scalar scalar -> scalar(scalar, name, path);
        }
    }

    private void scalar(Yaml.Scalar scalar, String name, String path) {
        var known = SecretShape.in(scalar.text());
        if (known.isPresent()) {
            fault(scalar.at(), path, "The value looks like " + known.get().what() + ".", name);
        } else if (path.contains(".env.") && looksSecret(name, scalar.text())) {
            fault(scalar.at(), path, "The value looks like a secret.", name);
        }
    }

    private void comments(String text) {
        var line = 0;
        for (var each : (Iterable<String>) text.lines()::iterator) {
            line++;
            var shown = each.stripLeading();
            if (shown.startsWith("#")) {
                var at = new Position(line, each.length() - shown.length() + 1);
                SecretShape.in(shown).ifPresent(shape -> faults.add(at, "",
                        "This comment holds what looks like " + shape.what() + ".",
                        "Remove it; if the file was ever shared, replace the secret too."));
            }
        }
    }

    private void fault(Position at, String path, String problem, String name) {
        var secret = path.contains(".env.") ? name : "NAME";
        faults.add(at, path, problem,
                "Take it out of the file, list " + secret
                        + " under secrets and under the service's secret_refs, and store"
                        + " the value with: stackblaze env set --secret " + secret);
    }

    /** Whether the value, under that name, is something that nobody should read in a file. */
    static boolean looksSecret(String name, String value) {
        if (!SECRET_NAME.matcher(name).find() || HARMLESS_NAME.matcher(name).find()
                || value.length() < 6 || value.length() > 10_000 || PLACEHOLDER.matcher(value).matches()
                || value.chars().anyMatch(Character::isWhitespace)) {
            return false;
        }
        if (PASSWORD_NAME.matcher(name).find()) {
            return true;
        }
        return UUID.matcher(value).matches()
                || (value.length() >= SHORTEST && entropy(value) >= 3.0 && !ordinary(value));
    }

    /** Whether it is made of words and small numbers: a host, a path, an identifier somebody chose. */
    private static boolean ordinary(String value) {
        for (var piece : value.split("[-_./:,@+ ]")) {
            if (!ORDINARY_PIECE.matcher(piece).matches()) {
                return false;
            }
        }
        return true;
    }

    /** Shannon's, in bits for each character. */
    private static double entropy(String value) {
        var counts = new int[128];
        value.chars().forEach(c -> counts[c & 127]++);
        double bits = 0;
        for (int count : counts) {
            if (count > 0) {
                double share = (double) count / value.length();
                bits -= share * Math.log(share) / Math.log(2);
            }
        }
        return bits;
    }
}
