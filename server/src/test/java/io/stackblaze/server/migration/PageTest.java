package io.stackblaze.server.migration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Pages are asked for by name, and compared as a person would. */
final class PageTest {
    private static Page page(String body) {
        return new Page(200, "text/html", Map.of(), body);
    }

    @Test
    void aPageIsAskedForByName() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var body = (exchange.getRequestHeaders().getFirst("Host") + exchange.getRequestURI())
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            var page = Page.get(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "shop.example.org",
                    "/orders");
            assertThat(page).isEqualTo(new Page(404, "text/plain", Map.of(), "shop.example.org/orders"));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void whatChangesByTheMinuteMayDiffer() {
        assertThat(page("<h1>Orders</h1> 1041 so far, at 10:15:00")
                .differs(page("<h1>Orders</h1> 1042 so far, at 10:16:31")))
                .isEmpty();
    }

    @Test
    void anotherStatusTypeOrTextDiffers() {
        var there = page("the orders of this shop");
        assertThat(there.differs(new Page(500, "text/html", Map.of(), "the orders of this shop")))
                .hasValue("200 at Heroku, 500 here");
        assertThat(there.differs(new Page(200, "application/json", Map.of(), "the orders of this shop")))
                .hasValue("text/html at Heroku, application/json here");
        assertThat(there.differs(page("something went wrong"))).hasValue("only 0 % of its words are the same");
    }

    @Test
    void headersThatMatterAreComparedWithoutHostsAndValuesOfCookies() throws Exception {
        var there = found("Location: https://shop.example.org/cart", "Date: now", "Set-Cookie: session=abc; Path=/");
        assertThat(there.differs(found("location: http://web.localhost:8080/cart", "Set-Cookie: session=def")))
                .isEmpty();
        assertThat(there.differs(found("Location: /sign-in"))).hasValue("location is /cart at Heroku, /sign-in here");
        assertThat(there.differs(found("Location: /cart")))
                .hasValue("set-cookie is session at Heroku, not there here");
    }

    private static Page found(String... headers) throws IOException {
        return Page.parse("HTTP/1.1 302 Found\r\n" + String.join("\r\n", headers) + "\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SSH-2.0-OpenSSH", "HTTP/1.1 200 OK", "HTTP/1.1 2x0 OK\r\n\r\n"})
    void whatIsNoAnswerIsRefused(String answer) {
        assertThatThrownBy(() -> Page.parse(answer)).isInstanceOf(IOException.class);
    }
}
