package io.stackblaze.router;

import java.util.List;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;

/**
 * Whom a request is for and what it asks of them; or the fault for which it is refused before anything else is done
 * with it.
 *
 * @param host name to route by; empty when there is a fault
 * @param authority what the instance is told as {@code Host}
 * @param uri target in origin form, or {@code *}
 * @param fault why it is refused; null when it is sound
 */
record RequestTarget(String host, String authority, String uri, @Nullable Fault fault) {
    private static final String HEX = "0123456789ABCDEF";

    static RequestTarget of(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return refused(undecodable(request.decoderResult().cause()));
        }
        if (request.method().equals(HttpMethod.CONNECT)) {
            return refused(Fault.METHOD_REFUSED);
        }
        if (request.protocolVersion().majorVersion() != 1 || hasHiddenBody(request) || hasOtherCoding(request)) {
            return refused(Fault.BAD_REQUEST);
        }
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1 || (hosts.isEmpty() && request.protocolVersion().equals(HttpVersion.HTTP_1_1))) {
            return refused(Fault.BAD_REQUEST);
        }
        return split(request, hosts.isEmpty() ? "" : hosts.getFirst());
    }

    private static RequestTarget split(HttpRequest request, String hostHeader) {
        String uri = request.uri();
        String authority = hostHeader;
        int scheme = schemeLength(uri);
        if (scheme > 0) {
            int slash = indexOfAny(uri, scheme);
            authority = uri.substring(scheme, slash);
            uri = slash == uri.length() || uri.charAt(slash) != '/' ? "/" + uri.substring(slash) : uri.substring(slash);
        }
        boolean asterisk = uri.equals("*") && request.method().equals(HttpMethod.OPTIONS);
        String host = HostName.parse(authority);
        if (host == null || (!asterisk && !uri.startsWith("/"))) {
            return refused(Fault.BAD_REQUEST);
        }
        String encoded = encode(uri);
        return encoded == null ? refused(Fault.BAD_REQUEST) : new RequestTarget(host, authority, encoded, null);
    }

    private static RequestTarget refused(Fault fault) {
        return new RequestTarget("", "", "", fault);
    }

    private static Fault undecodable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Fault.URI_TOO_LONG;
        }
        return cause instanceof TooLongFrameException ? Fault.HEADERS_TOO_LARGE : Fault.BAD_REQUEST;
    }

    /**
     * The WebSocket draft of 2010 put eight bytes after the head without saying so. The decoder still takes them for a
     * body; passed on without a length, they would be the start of the next request.
     */
    private static boolean hasHiddenBody(HttpRequest request) {
        return request.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_KEY1)
                || request.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_KEY2);
    }

    /** Instances differ in how they take codings other than the one that everybody has to know. */
    private static boolean hasOtherCoding(HttpRequest request) {
        String coding = request.headers().get(HttpHeaderNames.TRANSFER_ENCODING);
        return coding != null && !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding);
    }

    private static int schemeLength(String uri) {
        if (uri.regionMatches(true, 0, "http://", 0, 7)) {
            return 7;
        }
        return uri.regionMatches(true, 0, "https://", 0, 8) ? 8 : 0;
    }

    private static int indexOfAny(String uri, int from) {
        int at = from;
        while (at < uri.length() && "/?#".indexOf(uri.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    /** Percent-encodes bytes that are no ASCII, as some clients send them; null for controls, which nobody may send. */
    private static @Nullable String encode(String uri) {
        boolean plain = true;
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c == 0x7F || c > 0xFF) {
                return null;
            }
            plain &= c < 0x7F;
        }
        return plain ? uri : percentEncode(uri);
    }

    private static String percentEncode(String uri) {
        var encoded = new StringBuilder(uri.length() + 16);
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c < 0x7F) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
            }
        }
        return encoded.toString();
    }

    /** The target without its query. */
    String path() {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }
}
