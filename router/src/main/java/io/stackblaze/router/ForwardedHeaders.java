package io.stackblaze.router;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.HttpConversionUtil;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Makes a client's request the one that an instance gets. As at Heroku, {@code X-Forwarded-For} is appended to (its
 * last entry is ours, the only one to be trusted) and the other {@code X-Forwarded} headers are replaced. What a
 * framework might take for one of these is removed: {@code Forwarded}, {@code Proxy}, the notes of our own HTTP/2
 * codec, and names that differ by underscores only.
 */
final class ForwardedHeaders {
    static final AsciiString REQUEST_ID = AsciiString.cached("x-request-id");
    private static final AsciiString FORWARDED_FOR = AsciiString.cached("x-forwarded-for");
    private static final AsciiString FORWARDED_PROTO = AsciiString.cached("x-forwarded-proto");
    private static final AsciiString FORWARDED_PORT = AsciiString.cached("x-forwarded-port");
    private static final AsciiString FORWARDED_HOST = AsciiString.cached("x-forwarded-host");
    private static final AsciiString REQUEST_START = AsciiString.cached("x-request-start");
    private static final AsciiString FORWARDED = AsciiString.cached("forwarded");
    private static final AsciiString PROXY = AsciiString.cached("proxy");
    private static final AsciiString VIA_US = AsciiString.cached("1.1 stackblaze");

    private static final Set<String> OURS = Set.of("x-forwarded-for", "x-forwarded-proto", "x-forwarded-port",
            "x-forwarded-host", "x-request-id", "x-request-start", "forwarded", "host", "via");

    /** More than one, as a server outside may be another of our kind. */
    private static final int MOST_PASSES = 4;

    private ForwardedHeaders() {}

    /**
     * Rewrites a request in place.
     *
     * @param peer address of the client that connected to us
     * @param startMillis when the request's head had arrived, milliseconds of the epoch
     * @param upgrade protocol that it wants to change to, or null
     */
    static void apply(HttpRequest request, RequestTarget target, String peer, boolean secure, int port,
            String requestId, long startMillis, @Nullable String upgrade) {
        HttpHeaders headers = request.headers();
        removeLookalikes(headers);
        HopByHop.remove(headers);
        headers.remove(FORWARDED);
        headers.remove(PROXY);
        for (HttpConversionUtil.ExtensionHeaderNames name : HttpConversionUtil.ExtensionHeaderNames.values()) {
            headers.remove(name.text());
        }
        request.setUri(target.uri());
        headers.set(HttpHeaderNames.HOST, target.authority());
        List<String> before = headers.getAll(FORWARDED_FOR);
        headers.set(FORWARDED_FOR, before.isEmpty() ? peer : String.join(", ", before) + ", " + peer);
        headers.set(FORWARDED_PROTO, secure ? "https" : "http");
        headers.set(FORWARDED_PORT, Integer.toString(port));
        headers.set(FORWARDED_HOST, target.authority());
        headers.set(REQUEST_ID, requestId);
        headers.set(REQUEST_START, Long.toString(startMillis));
        headers.add(HttpHeaderNames.VIA, VIA_US);
        if (upgrade != null) {
            headers.set(HttpHeaderNames.CONNECTION, "Upgrade");
            headers.set(HttpHeaderNames.UPGRADE, upgrade);
        }
    }

    /** The client's id when it is one that can safely be logged; null when a new one has to be made. */
    static @Nullable String saneRequestId(HttpHeaders headers) {
        String id = headers.get(REQUEST_ID);
        if (id == null || id.length() < 20 || id.length() > 200) {
            return null;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (!HostName.isAsciiAlphanumeric(c) && "-_.+/=:".indexOf(c) < 0) {
                return null;
            }
        }
        return id;
    }

    /** Whether a request has come through here so often that it is being led in a circle. */
    static boolean isLoop(HttpHeaders headers) {
        long times = headers.getAll(HttpHeaderNames.VIA).stream().flatMap(value -> Stream.of(value.split(",")))
                .filter(hop -> VIA_US.contentEqualsIgnoreCase(hop.strip())).count();
        return times > MOST_PASSES;
    }

    static void applyToAnswer(HttpHeaders headers) {
        HopByHop.remove(headers);
        headers.add(HttpHeaderNames.VIA, VIA_US);
    }

    /** CGI and its heirs (Rack, WSGI, PHP) read {@code X_Forwarded_For} and {@code X-Forwarded-For} as one name. */
    private static void removeLookalikes(HttpHeaders headers) {
        List<String> found = List.of();
        var entries = headers.iteratorCharSequence();
        while (entries.hasNext()) {
            Map.Entry<CharSequence, CharSequence> entry = entries.next();
            if (AsciiString.indexOf(entry.getKey(), '_', 0) >= 0) {
                String name = entry.getKey().toString();
                if (OURS.contains(name.toLowerCase(Locale.ROOT).replace('_', '-'))) {
                    found = new ArrayList<>(found);
                    found.add(name);
                }
            }
        }
        found.forEach(headers::remove);
    }
}
