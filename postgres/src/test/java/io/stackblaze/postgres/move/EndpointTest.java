package io.stackblaze.postgres.move;

import java.sql.SQLException;

import io.stackblaze.postgres.move.Endpoint.Tls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(TestServers.class)
class EndpointTest {
    @Test
    void readsWhatHerokuGives() {
        assertThat(Endpoint.parse("postgres://u1:p%40ss@ec2-1-2.compute.amazonaws.com:5432/d1?sslmode=require"))
                .isEqualTo(new Endpoint("ec2-1-2.compute.amazonaws.com", 5432, "d1", "u1", "p@ss", Tls.REQUIRE));
    }

    @Test
    void readsOtherSpellings() {
        assertThat(Endpoint.parse("jdbc:postgresql://me@[::1]/d?application_name=x&sslmode=verify-full"))
                .isEqualTo(new Endpoint("::1", 5432, "d", "me", "", Tls.VERIFY_FULL));
        assertThat(Endpoint.parse("postgres://me:a#b@c:d/e@db.internal/shop").password()).isEqualTo("a#b@c:d/e");
    }

    @Test
    void namesEverythingThatIsWrongAndNeverThePassword() {
        assertThatThrownBy(() -> Endpoint.parse("postgres://:geheim@:0/?sslmode=maybe"))
                .hasMessageContainingAll("user is missing", "host is missing", "database is missing", "port must be",
                        "sslmode is disable, prefer, require")
                .hasMessageNotContaining("geheim");
        assertThatThrownBy(() -> Endpoint.parse("postgres://u:geheim%@h/d")).hasMessageContaining("write it as %25")
                .hasMessageNotContaining("geheim");
        assertThatThrownBy(() -> Endpoint.parse("mysql://u:geheim@h/d")).hasMessageContaining("no URL of a Postgres")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void opensSessionsThatReadValuesTheSameEverywhere() throws Exception {
        var endpoint = TestServers.database("16");
        try (var connection = endpoint.connect()) {
            Sql.run(connection, "ALTER DATABASE " + Sql.quoted(endpoint.database()) + " SET search_path = public");
            Sql.run(connection, "ALTER DATABASE " + Sql.quoted(endpoint.database()) + " SET statement_timeout = '1s'");
        }
        try (var connection = endpoint.connect()) {
            assertThat(Sql.text(connection, "SHOW search_path")).isEmpty();
            assertThat(Sql.text(connection, "SHOW statement_timeout")).isEqualTo("0");
            assertThat(Sql.text(connection, "SELECT timestamptz '2020-01-01 00:00+2'"))
                    .isEqualTo("2019-12-31 22:00:00+00");
        }
    }

    @Test
    void saysWhyItCannotConnect() throws Exception {
        var endpoint = TestServers.database("16");
        var wrong = new Endpoint(endpoint.host(), endpoint.port(), endpoint.database(), "app", "wrong", Tls.DISABLE);
        var nobody = new Endpoint("127.0.0.1", 1, "d", "app", "wrong", Tls.DISABLE);

        assertThatThrownBy(wrong::connect).isInstanceOfSatisfying(SQLException.class,
                e -> assertThat(MoveException.of(e, "Connecting to " + wrong.shown(), MoveException.Code.DATA))
                        .returns(MoveException.Code.DENIED, MoveException::code)
                        .hasMessageContaining("Check user and password"));
        assertThatThrownBy(nobody::connect).isInstanceOfSatisfying(SQLException.class,
                e -> assertThat(MoveException.of(e, "Connecting to " + nobody.shown(), MoveException.Code.DATA))
                        .returns(MoveException.Code.UNREACHABLE, MoveException::code));
    }
}
