package io.stackblaze.router;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever headers a client sends, an instance can rely on ours. */
class ForwardedHeadersTest {
    private static final List<String> TELLING = List.of("X-Forwarded-For", "x-forwarded-proto", "X-Forwarded-Port",
            "X-Forwarded-Host", "X-Request-Id", "X-Request-Start", "Via", "Host", "X_Forwarded_For",
            "x_forwarded-proto",
            "Forwarded", "Proxy", "Connection", "Keep-Alive", "Proxy-Connection", "Upgrade", "TE", "HTTP2-Settings",
            "x-http2-scheme", "Cookie", "X-Mine");

    @Provide
    Arbitrary<Entry<String, String>> headers() {
        Arbitrary<String> names = Arbitraries.of(TELLING);
        Arbitrary<String> values = Arbitraries.oneOf(Arbitraries.of(TELLING),
                Arbitraries.strings().withCharRange('!', '~')
                        .ofMaxLength(40),
                Arbitraries.of(TELLING).list().ofMaxSize(4).map(list -> String.join(", ", list)));
        return Combinators.combine(names, values).as(Map::entry);
    }

    private static HttpHeaders applied(List<Entry<String, String>> sent) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
        sent.forEach(header -> request.headers().add(header.getKey(), header.getValue()));
        var target = new RequestTarget("shop.example.org", "shop.example.org:8080", "/", null);
        ForwardedHeaders.apply(request, target, "192.0.2.7", false, 8080, "our-id", 1234, null);
        return request.headers();
    }

    @Property
    void oursAreSaidOnceAndTheLastForwardedForIsThePeer(
            @ForAll @Size(max = 12) List<@From("headers") Entry<String, String>> sent) {
        HttpHeaders headers = applied(sent);

        assertThat(headers.getAll("x-forwarded-for")).singleElement().asString().endsWith("192.0.2.7");
        assertThat(headers.getAll("x-forwarded-proto")).containsExactly("http");
        assertThat(headers.getAll("x-forwarded-port")).containsExactly("8080");
        assertThat(headers.getAll("x-forwarded-host")).containsExactly("shop.example.org:8080");
        assertThat(headers.getAll("host")).containsExactly("shop.example.org:8080");
        assertThat(headers.getAll("x-request-id")).containsExactly("our-id");
        assertThat(headers.getAll("x-request-start")).containsExactly("1234");
        assertThat(headers.getAll("via")).last().asString().isEqualTo("1.1 stackblaze");
    }

    @Property
    void nothingOfOneHopAndNoLookalikeIsLeft(
            @ForAll @Size(max = 12) List<@From("headers") Entry<String, String>> sent) {
        for (String name : applied(sent).names()) {
            String read = name.toLowerCase(Locale.ROOT).replace('_', '-');
            assertThat(read).isNotIn("connection", "keep-alive", "proxy-connection", "upgrade", "te", "http2-settings",
                    "forwarded", "proxy", "x-http2-scheme");
            if (read.startsWith("x-forwarded") || read.startsWith("x-request")) {
                assertThat(name).doesNotContain("_");
            }
        }
    }

    @Property
    void whatAClientWantsKeptIsKept(@ForAll @Size(max = 6) List<@From("headers") Entry<String, String>> sent) {
        boolean dropped = sent.stream().anyMatch(header -> header.getKey().equals("Connection")
                && header.getValue().toLowerCase(Locale.ROOT).contains("x-mine"));
        List<String> mine = sent.stream().filter(header -> header.getKey().equals("X-Mine")).map(Entry::getValue)
                .toList();

        if (!dropped) {
            assertThat(applied(sent).getAll("x-mine")).isEqualTo(mine);
        }
        assertThat(applied(sent).getAll("cookie")).as("not even Connection may drop it")
                .hasSameSizeAs(sent.stream().filter(header -> header.getKey().equals("Cookie")).toList());
    }
}
