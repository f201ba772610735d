package io.stackblaze.router;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a server outside says of its own name into the name that the visitor asked for: he would be led past us
 * otherwise, or his browser would drop the cookie.
 */
final class OutsideHeaders {
    private OutsideHeaders() {}

    static void toVisitor(HttpHeaders headers, Route.Target.Outside outside, RequestTarget asked, boolean secure) {
        String location = headers.get(HttpHeaderNames.LOCATION);
        if (location != null) {
            headers.set(HttpHeaderNames.LOCATION, location(location, outside, asked, secure));
        }
        List<String> cookies = headers.getAll(HttpHeaderNames.SET_COOKIE);
        if (!cookies.isEmpty()) {
            headers.set(HttpHeaderNames.SET_COOKIE,
                    cookies.stream().map(cookie -> cookie(cookie, outside, asked)).toList());
        }
    }

    /**
     * A redirect to the origin with the visitor's name and scheme; one that changes the origin's scheme keeps that
     * change and goes to the scheme's own port. Any other is left as it is.
     */
    static String location(String location, Route.Target.Outside outside, RequestTarget asked, boolean secure) {
        int colon = location.indexOf("://");
        boolean relativeScheme = location.startsWith("//");
        if (colon < 0 && !relativeScheme) {
            return location;
        }
        String origin = outside.origin().getScheme();
        String scheme = relativeScheme ? origin : location.substring(0, colon).toLowerCase(Locale.ROOT);
        int from = relativeScheme ? 2 : colon + 3;
        int to = from;
        while (to < location.length() && "/?#\\".indexOf(location.charAt(to)) < 0) {
            to++;
        }
        if (!(scheme.equals("http") || scheme.equals("https")) || !isOrigin(location.substring(from, to), outside)) {
            return location;
        }
        String rest = location.substring(to);
        if (relativeScheme) {
            return "//" + asked.authority() + rest;
        }
        return scheme.equals(origin)
                ? (secure ? "https" : "http") + "://" + asked.authority() + rest
                : scheme + "://" + asked.host() + rest;
    }

    private static boolean isOrigin(String authority, Route.Target.Outside outside) {
        String name = HostName.parse(authority);
        URI origin = outside.origin();
        int port = port(authority);
        boolean samePort = port < 0 || port == Origin.port(origin) || port == port(outside.host()) || port == 80
                || port == 443;
        return name != null && samePort && names(outside).contains(name);
    }

    private static int port(String authority) {
        int colon = authority.lastIndexOf(':');
        String port = colon < 0 || authority.endsWith("]") ? "" : authority.substring(colon + 1);
        return port.isEmpty() ? -1 : Integer.parseInt(port);
    }

    /** Names of the server: the one it is asked for, and the one it is found under. */
    private static List<String> names(Route.Target.Outside outside) {
        List<String> names = new ArrayList<>();
        for (String name : new @Nullable String[]{outside.host(), outside.origin().getHost()}) {
            String parsed = name == null ? null : HostName.parse(name);
            if (parsed != null) {
                names.add(parsed);
            }
        }
        return names;
    }

    /** A cookie for the origin's name becomes one for the visitor's; one that fits the visitor's name stays. */
    static String cookie(String cookie, Route.Target.Outside outside, RequestTarget asked) {
        var kept = new StringBuilder(cookie.length());
        for (String part : cookie.split(";")) {
            if (!isForeignDomain(part.strip(), outside, asked)) {
                kept.append(kept.isEmpty() ? "" : ";").append(part);
            }
        }
        return kept.toString();
    }

    private static boolean isForeignDomain(String attribute, Route.Target.Outside outside, RequestTarget asked) {
        int equals = attribute.indexOf('=');
        if (equals < 0 || !attribute.substring(0, equals).strip().equalsIgnoreCase("domain")) {
            return false;
        }
        String value = attribute.substring(equals + 1).strip().toLowerCase(Locale.ROOT);
        String domain = value.startsWith(".") ? value.substring(1) : value;
        return !covers(domain, asked.host()) && names(outside).stream().anyMatch(name -> covers(domain, name));
    }

    private static boolean covers(String domain, String host) {
        return host.equals(domain) || host.endsWith("." + domain);
    }
}
