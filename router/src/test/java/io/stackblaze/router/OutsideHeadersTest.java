package io.stackblaze.router;

import java.net.URI;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a server outside says of itself, as the visitor has to hear it; and what a server outside may be. */
class OutsideHeadersTest {
    private static final RequestTarget ASKED = new RequestTarget("shop.example", "shop.example:8080", "/", null);

    private static Route.Target.Outside outside(String origin, String host) {
        return new Route.Target.Outside(URI.create(origin), host, 0, List.of());
    }

    @ParameterizedTest
    @CsvSource({
            // to the origin, with its scheme: the visitor's name, port and scheme
            "https://shop.herokuapp.com/cart?a=b#c, http://shop.example:8080/cart?a=b#c",
            "https://SHOP.herokuapp.com:443/, http://shop.example:8080/",
            "https://shop.herokuapp.com, http://shop.example:8080",
            "HTTPS://shop.herokuapp.com?x, http://shop.example:8080?x",
            "//shop.herokuapp.com/x, //shop.example:8080/x",
            // to another scheme: that scheme, at its own port
            "http://shop.herokuapp.com/cart, http://shop.example/cart",
            // elsewhere, or relative: as it is
            "https://login.example/x, https://login.example/x", "/cart, /cart", "cart?to=https://shop.herokuapp.com/, "
                    + "cart?to=https://shop.herokuapp.com/",
            "https://shop.herokuapp.com:8443/admin, https://shop.herokuapp.com:8443/admin",
            "https://user@shop.herokuapp.com/, https://user@shop.herokuapp.com/",
            "https://shop.herokuapp.com.evil.example/, https://shop.herokuapp.com.evil.example/",
            "ftp://shop.herokuapp.com/, ftp://shop.herokuapp.com/"})
    void redirectsToTheOriginLeadToTheVisitorsName(String location, String expected) {
        var outside = outside("https://shop.herokuapp.com", "shop.herokuapp.com");

        assertThat(OutsideHeaders.location(location, outside, ASKED, false)).isEqualTo(expected);
    }

    @Test
    void aVisitorOfHttpsIsLedToHttps() {
        assertThat(OutsideHeaders.location("http://127.0.0.1:4711/x",
                outside("http://127.0.0.1:4711", "shop.test"), ASKED, true)).isEqualTo("https://shop.example:8080/x");
    }

    @ParameterizedTest
    @CsvSource({"id=1; Domain=shop.herokuapp.com; Path=/; HttpOnly, id=1; Path=/; HttpOnly",
            "id=1; domain=.herokuapp.com, id=1", "id=1; Domain=other.example, id=1; Domain=other.example",
            "id=1; Path=/, id=1; Path=/", "domain=1; Path=/, domain=1; Path=/"})
    void cookiesForTheOriginsNameBecomeTheVisitors(String cookie, String expected) {
        assertThat(OutsideHeaders.cookie(cookie, outside("https://shop.herokuapp.com", "shop.herokuapp.com"), ASKED))
                .isEqualTo(expected);
    }

    @Test
    void cookiesThatFitTheVisitorsNameStay() {
        var same = outside("https://dns.herokudns.com", "shop.example");

        assertThat(OutsideHeaders.cookie("id=1; Domain=.shop.example", same, ASKED))
                .isEqualTo("id=1; Domain=.shop.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://shop.example", "shop.example", "https:///", "https://user:secret@shop.example",
            "https://shop.example/", "https://shop.example/path", "https://shop.example?q", "https://shop.example#f",
            "https://shop.example:0", "https://shop.example:70000", "mailto:a@b.example"})
    void anOriginIsASchemeAHostAndAPortAndNothingElse(String origin) {
        assertThatThrownBy(() -> outside(origin, "shop.example")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("origin").hasMessageNotContaining("secret");
    }

    @Test
    void theNameToAskForAndTheShareAreChecked() {
        assertThatThrownBy(() -> outside("https://shop.example", "shop example")).hasMessageContaining("no name");
        assertThatThrownBy(() -> new Route.Target.Outside(URI.create("http://127.0.0.1:80"), "a", 101, List.of()))
                .hasMessageContaining("0 to 100");
    }
}
