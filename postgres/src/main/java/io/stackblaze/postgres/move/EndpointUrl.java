package io.stackblaze.postgres.move;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import io.stackblaze.postgres.move.Endpoint.Tls;
import org.jspecify.annotations.Nullable;

/** Reads the URL of a database. Takes it apart by hand: passwords hold what {@link java.net.URI} refuses. */
final class EndpointUrl {
    private static final Pattern SHAPE = Pattern
            .compile(
                    "(?:jdbc:)?postgres(?:ql)?://(?:(.*)@)?(\\[[0-9a-fA-F:.]+]|[^@/?#:]*)(?::([^@/?#]*))?(?:/([^?#]*))?(?:\\?([^#]*))?",
                    Pattern.DOTALL);
    private static final int STANDARD_PORT = 5432;

    private final List<String> faults = new ArrayList<>();

    private EndpointUrl() {}

    static Endpoint parse(String url) {
        var shape = SHAPE.matcher(url.strip());
        if (!shape.matches()) {
            throw new IllegalArgumentException(
                    "this is no URL of a Postgres database; write postgres://user:password@host:5432/database");
        }
        return new EndpointUrl().read(part(shape.group(1)), part(shape.group(2)), part(shape.group(3)),
                part(shape.group(4)), part(shape.group(5)));
    }

    private Endpoint read(String account, String host, String port, String database, String query) {
        var colon = account.indexOf(':');
        var user = decoded("user", colon < 0 ? account : account.substring(0, colon));
        var password = decoded("password", colon < 0 ? "" : account.substring(colon + 1));
        var tls = tls(query);
        var number = port.isEmpty() ? STANDARD_PORT : number(port);
        var name = decoded("database", database);
        require(user, "the user is missing before the @");
        require(host, "the host is missing");
        require(name, "the database is missing after the host");
        if (host.contains(",")) {
            faults.add("name one host, the primary, not several");
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("the URL of the database is wrong: " + String.join("; ", faults));
        }
        return new Endpoint(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, number, name, user,
                password, tls);
    }

    private Tls tls(String query) {
        var tls = Tls.PREFER;
        for (String parameter : query.split("&")) {
            if (parameter.startsWith("sslmode=")) {
                var word = parameter.substring("sslmode=".length());
                var found = Arrays.stream(Tls.values()).filter(mode -> mode.word().equals(word)).findFirst();
                if (found.isEmpty()) {
                    faults.add("sslmode is disable, prefer, require, verify-ca or verify-full");
                }
                tls = found.orElse(tls);
            }
        }
        return tls;
    }

    private int number(String port) {
        try {
            var number = Integer.parseInt(port);
            if (number > 0 && number <= 65_535) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below; without the text, which may be a part of a password.
        }
        faults.add(
                "the port must be a number from 1 to 65535; write % signs, slashes and @ of a password as %25, %2F and %40");
        return 0;
    }

    private void require(String value, String fault) {
        if (value.isEmpty()) {
            faults.add(fault);
        }
    }

    private String decoded(String what, String text) {
        try {
            var plain = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (plain.chars().anyMatch(Character::isISOControl)) {
                faults.add("the " + what + " holds control characters");
            }
            return plain;
        } catch (IllegalArgumentException _) {
            faults.add("the " + what + " holds a % that encodes nothing; write it as %25");
            return "?";
        }
    }

    private static String part(@Nullable String group) {
        return group == null ? "" : group;
    }
}
