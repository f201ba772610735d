package io.stackblaze.redis.move;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import io.stackblaze.redis.move.RedisEndpoint.Tls;
import org.jspecify.annotations.Nullable;

/** Reads the URL of a Redis. Takes it apart by hand: passwords hold what {@link java.net.URI} refuses. */
final class EndpointUrl {
    private static final Pattern SHAPE = Pattern.compile(
            "(redis|rediss)://(?:(.*)@)?(\\[[0-9a-fA-F:.]+]|[^@/?#:]*)(?::([^@/?#]*))?(?:/([^?#]*))?(?:\\?([^#]*))?",
            Pattern.DOTALL);
    private static final int STANDARD_PORT = 6379;

    private final List<String> faults = new ArrayList<>();

    private EndpointUrl() {}

    static RedisEndpoint parse(String url) {
        var shape = SHAPE.matcher(url.strip());
        if (!shape.matches()) {
            throw new IllegalArgumentException(
                    "this is no URL of a Redis; write redis://user:password@host:6379, or rediss:// for TLS");
        }
        return new EndpointUrl().read(shape.group(1).equals("rediss"), part(shape.group(2)), part(shape.group(3)),
                part(shape.group(4)), part(shape.group(5)), part(shape.group(6)));
    }

    private RedisEndpoint read(boolean secured, String account, String host, String port, String database,
            String query) {
        var colon = account.indexOf(':');
        var user = decoded("user", colon < 0 ? account : account.substring(0, colon));
        var password = decoded("password", colon < 0 ? "" : account.substring(colon + 1));
        var number = port.isEmpty() ? STANDARD_PORT : number(port);
        if (host.isEmpty()) {
            faults.add("the host is missing");
        }
        if (!database.matches("[0-9]{0,9}")) {
            faults.add("after the host there may only be the number of a database");
        }
        if (!user.isEmpty() && password.isEmpty()) {
            faults.add("a user without a password; a password alone is written :password@");
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("the URL of the Redis is wrong: " + String.join("; ", faults));
        }
        var tls = !secured ? Tls.NONE : unchecked(query) ? Tls.UNVERIFIED : Tls.VERIFIED;
        return new RedisEndpoint(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, number, user,
                password, tls);
    }

    /** The parameter that Python's client made usual in URLs for Heroku. */
    private static boolean unchecked(String query) {
        return List.of(query.toLowerCase(Locale.ROOT).split("&")).stream()
                .anyMatch(one -> one.equals("ssl_cert_reqs=none") || one.equals("ssl_cert_reqs=cert_none"));
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

    private String decoded(String what, String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            faults.add("the " + what + " holds a % that encodes nothing; write it as %25");
            return "";
        }
    }

    private static String part(@Nullable String group) {
        return group == null ? "" : group;
    }
}
