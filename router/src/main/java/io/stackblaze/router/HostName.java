package io.stackblaze.router;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** Reads the name out of a {@code Host} header or the authority of an absolute request target. */
final class HostName {
    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_LABEL = 63;

    private HostName() {}

    /**
     * The name to route by: lower case, without port and without the root's trailing dot. Null when the text is no
     * {@code host[:port]} at all, and the request has to be refused.
     */
    static @Nullable String parse(String authority) {
        if (authority.startsWith("[")) {
            return addressLiteral(authority);
        }
        int colon = authority.indexOf(':');
        String name = colon < 0 ? authority : authority.substring(0, colon);
        if (colon >= 0 && !isPort(authority, colon + 1)) {
            return null;
        }
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        return isName(name) ? name.toLowerCase(Locale.ROOT) : null;
    }

    private static @Nullable String addressLiteral(String authority) {
        int end = authority.indexOf(']');
        if (end < 3 || end > 46) {
            return null;
        }
        for (int i = 1; i < end; i++) {
            char c = authority.charAt(i);
            if (c > 'f' || (Character.digit(c, 16) < 0 && c != ':' && c != '.')) {
                return null;
            }
        }
        boolean portOk = end + 1 == authority.length()
                || (authority.charAt(end + 1) == ':' && isPort(authority, end + 2));
        return portOk ? authority.substring(0, end + 1).toLowerCase(Locale.ROOT) : null;
    }

    /** An empty port is allowed by RFC 3986 and means the default one. */
    private static boolean isPort(String text, int from) {
        int port = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = port * 10 + (c - '0');
            if (port > 65_535) {
                return false;
            }
        }
        return true;
    }

    private static boolean isName(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            return false;
        }
        int label = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.') {
                if (label == 0) {
                    return false;
                }
                label = 0;
            } else if (isNameChar(c) && label < LONGEST_LABEL) {
                label++;
            } else {
                return false;
            }
        }
        return label > 0;
    }

    /** The underscore is in no host name by the letter, and in many by custom. */
    private static boolean isNameChar(char c) {
        return isAsciiAlphanumeric(c) || c == '-' || c == '_';
    }

    static boolean isAsciiAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
