package io.stackblaze.router;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** Headers that speak of one connection and must not reach the next (RFC 9110, 7.6.1). */
final class HopByHop {
    private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
    private static final AsciiString PROXY_CONNECTION = AsciiString.cached("proxy-connection");
    private static final AsciiString HTTP2_SETTINGS = AsciiString.cached("http2-settings");

    /**
     * Fields that frame or route the message, or that we set: naming them in {@code Connection} does not remove them.
     */
    private static final Set<String> NOT_TO_BE_NAMED = Set.of("host", "content-length", "transfer-encoding",
            "connection", "close", "upgrade", "cookie", "authorization", "expect", "x-forwarded-for",
            "x-forwarded-proto", "x-forwarded-port", "x-forwarded-host", "x-request-id", "x-request-start", "via");

    private HopByHop() {}

    /** Removes them all; {@code Transfer-Encoding} stays, it says how the body is framed from here on. */
    static void remove(HttpHeaders headers) {
        if (headers.contains(HttpHeaderNames.CONNECTION)) {
            for (String name : named(headers)) {
                if (!NOT_TO_BE_NAMED.contains(name)) {
                    headers.remove(name);
                }
            }
            headers.remove(HttpHeaderNames.CONNECTION);
        }
        headers.remove(KEEP_ALIVE);
        headers.remove(PROXY_CONNECTION);
        headers.remove(HttpHeaderNames.UPGRADE);
        headers.remove(HttpHeaderNames.TE);
        headers.remove(HTTP2_SETTINGS);
    }

    /**
     * The protocol that a request wants to change to, when it may: {@code Connection} names {@code Upgrade}, in
     * whatever case and company. HTTP/2 in clear text is not offered, so a wish for it is passed over, as the RFC
     * allows.
     */
    static @Nullable String upgrade(HttpRequest request) {
        String wish = request.headers().get(HttpHeaderNames.UPGRADE);
        boolean possible = wish != null && request.method().equals(HttpMethod.GET)
                && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && !request.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
                && !request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
        return possible && wish != null && !wish.toLowerCase(Locale.ROOT).startsWith("h2") ? wish : null;
    }

    private static List<String> named(HttpHeaders headers) {
        List<String> names = new ArrayList<>(2);
        for (String value : headers.getAll(HttpHeaderNames.CONNECTION)) {
            for (String name : value.split(",", 64)) {
                names.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }
}
