package io.stackblaze.redis.move;

import io.stackblaze.redis.move.RedisEndpoint.Tls;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RedisEndpointTest {
    @Test
    void readsWhatHerokuGives() {
        var endpoint = RedisEndpoint.parse("rediss://:p4f%2Fx@ec2-1-2-3-4.compute-1.amazonaws.com:12345");

        assertThat(endpoint).isEqualTo(new RedisEndpoint("ec2-1-2-3-4.compute-1.amazonaws.com", 12345, "", "p4f/x",
                Tls.VERIFIED));
        assertThat(endpoint.trustingAnyCertificate().tls()).isEqualTo(Tls.UNVERIFIED);
    }

    @ParameterizedTest
    @CsvSource({"redis://cache,cache,6379,'','',NONE", "redis://cache:7/3,cache,7,'','',NONE",
            "redis://me:p:w@[::1]:7,::1,7,me,p:w,NONE", "redis://:a@b@cache,cache,6379,'',a@b,NONE",
            "rediss://h:p@x?ssl_cert_reqs=CERT_NONE,x,6379,h,p,UNVERIFIED", "redis://:a+b@x,x,6379,'',a+b,NONE"})
    void readsUsualSpellings(String url, String host, int port, String user, String password, Tls tls) {
        assertThat(RedisEndpoint.parse(url)).isEqualTo(new RedisEndpoint(host, port, user, password, tls));
    }

    @Test
    void namesAllFaultsAndNeverThePassword() {
        assertThatThrownBy(() -> RedisEndpoint.parse("redis://me:sesa%me@:70000/db"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("port").hasMessageContaining("host")
                .hasMessageContaining("%25").hasMessageContaining("number of a database")
                .hasMessageNotContaining("sesa");
        assertThatThrownBy(() -> RedisEndpoint.parse("http://sesame@x")).hasMessageContaining("redis://")
                .hasMessageNotContaining("sesame");
    }

    @Test
    void hidesThePassword() {
        assertThat(RedisEndpoint.parse("redis://:sesame@cache:1")).hasToString("RedisEndpoint[cache:1, NONE]");
    }

    @Property(tries = 500)
    void readsOrRefusesWhateverComes(@ForAll String rest) {
        try {
            assertThat(RedisEndpoint.parse("redis://" + rest).host()).isNotEmpty();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("Redis");
        }
    }
}
