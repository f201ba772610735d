package io.stackblaze.engine;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** How web services are served, diverted and held. */
interface EdgeContract extends EngineBench {
    @Test
    default void aWebServiceIsServedUnderItsNameOnceItIsHealthy() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of("COLOR", "green; echo $HOME 'x' \"y\" \\")));
        var status = live(id, "web", 1);
        assertThat(status.release()).isEqualTo(1);
        assertThat(status.instances()).singleElement().satisfies(instance -> {
            assertThat(instance.name()).isEqualTo("web.1");
            assertThat(instance.state()).isEqualTo(InstanceStatus.State.READY);
            assertThat(instance.release()).isEqualTo(1);
            assertThat(instance.startedAt()).isNotNull();
            assertThat(instance.restarts()).isZero();
        });
        var answer = get(id, "/");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"DYNO\": \"web.1\"", "\"PORT\": \"", "\"HOME\": \"",
                "\"COLOR\": \"green; echo $HOME 'x' \\\"y\\\" \\\\\"");
        engine().remove(id);
    }

    @Test
    default void profileScriptsRunBeforeTheCommand() throws Exception {
        var id = environment();
        var artifact = artifact(Map.of("web.py", WEB, ".profile.d/color.sh", "export COLOR=from-profile\n"));
        apply(id, web(id, workload(1, artifact, "exec python3 web.py", Map.of()), 1));
        live(id, "web", 1);
        assertThat(get(id, "/").body()).contains("\"COLOR\": \"from-profile\"");
        engine().remove(id);
    }

    @Test
    default void requestsAreLedToAServerOutsideAndBackWhileInstancesComeAndGo() throws Exception {
        var id = environment();
        try (var outside = new Elsewhere()) {
            apply(id, web(id, 1, 0, Map.of()));
            until(id, "web", now -> now.rollout().release() == 1 && now.instances().isEmpty());
            engine().divert(id, "web", new Diversion.Outside(outside.origin(), "shop-1234.herokuapp.test", 0));
            assertThat(get(id, "/cart").body()).isEqualTo("/cart of shop-1234.herokuapp.test for " + host(id));

            apply(id, web(id, 2, 1, Map.of()));
            live(id, "web", 2);
            assertThat(get(id, "/").body()).startsWith("/ of shop-1234.herokuapp.test");
            engine().divert(id, "web", new Diversion.Outside(outside.origin(), "shop-1234.herokuapp.test", 100));
            assertThat(get(id, "/").body()).contains("\"STACKBLAZE_RELEASE\": \"2\"");
            engine().divert(id, "web", new Diversion.Outside(outside.origin(), "shop-1234.herokuapp.test", 0));
            outside.stop();
            assertThat(get(id, "/").statusCode()).isEqualTo(502);

            engine().divert(id, "web", new Diversion.None());
            assertThat(get(id, "/").body()).contains("\"STACKBLAZE_RELEASE\": \"2\"");
            await().atMost(SOON).untilAsserted(() -> {
                var traffic = engine().edgeTraffic(id, "web");
                assertThat(traffic.outside().requests()).isEqualTo(3);
                assertThat(traffic.outside().errors()).isEqualTo(1);
                assertThat(traffic.outside().p95Millis()).isPositive();
                assertThat(traffic.here().requests()).isEqualTo(2);
                assertThat(traffic.here().errors()).isZero();
            });
        }
        engine().remove(id);
    }

    @Test
    default void heldRequestsAreAnsweredByWhateverComesNextAndNoneWaitsLongerThanTold() throws Exception {
        var id = environment();
        apply(id, web(id, 1, 1, Map.of()));
        live(id, "web", 1);
        engine().divert(id, "web", new Diversion.Hold(Duration.ofMinutes(1)));
        var held = new ArrayList<java.util.concurrent.CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < 20; i++) {
            held.add(CLIENT.sendAsync(HttpRequest.newBuilder(edge()).header("Host", host(id)).build(),
                    HttpResponse.BodyHandlers.ofString()));
        }
        await().atMost(SOON).until(() -> engine().edgeTraffic(id, "web").held() == 20);
        apply(id, web(id, 2, 1, Map.of("COLOR", "blue")));
        live(id, "web", 2);
        assertThat(engine().edgeTraffic(id, "web").held()).isEqualTo(20);
        engine().divert(id, "web", new Diversion.None());
        for (var answer : held) {
            assertThat(answer.get(30, java.util.concurrent.TimeUnit.SECONDS).body()).contains("\"COLOR\": \"blue\"");
        }
        var after = engine().edgeTraffic(id, "web");
        assertThat(after.held()).isZero();
        assertThat(after.longestHeldMillis()).isPositive();

        engine().divert(id, "web", new Diversion.Hold(Duration.ofMillis(200)));
        assertThat(get(id, "/").statusCode()).isEqualTo(503);
        engine().remove(id);
    }

    @Test
    default void onlyWebServicesThatAreWantedAreDivertedAndOnlyToWhatIsAnOrigin() throws Exception {
        var id = environment();
        assertThatThrownBy(() -> engine().divert(id, "web", new Diversion.Hold(Duration.ofSeconds(1))))
                .isInstanceOf(EngineException.class);
        apply(id, web(id, 1, 0, Map.of()), worker(1, "sleep 1000", 0));
        for (var service : List.of("worker", "other")) {
            assertThatThrownBy(() -> engine().divert(id, service, new Diversion.Hold(Duration.ofSeconds(1))))
                    .isInstanceOf(EngineException.class).hasMessageContaining(service)
                    .extracting(e -> ((EngineException) e).code()).isEqualTo(EngineException.Code.NOT_FOUND);
        }
        for (var origin : List.of("ftp://shop.example", "https://user:secret@shop.example", "https://shop.example/p")) {
            assertThatThrownBy(() -> engine().divert(id, "web",
                    new Diversion.Outside(URI.create(origin), "shop.example", 0)))
                    .isInstanceOf(EngineException.class).hasMessageNotContaining("secret")
                    .extracting(e -> ((EngineException) e).code()).isEqualTo(EngineException.Code.INVALID);
        }
        assertThatThrownBy(() -> engine().divert(id, "web", new Diversion.Hold(Duration.ZERO)))
                .isInstanceOf(EngineException.class);

        engine().divert(id, "web", new Diversion.Hold(Duration.ofMillis(100)));
        apply(id, worker(1, "sleep 1000", 0));
        apply(id, web(id, 2, 1, Map.of()));
        live(id, "web", 2);
        assertThat(get(id, "/").statusCode()).as("a service that comes back is not diverted").isEqualTo(200);
        engine().remove(id);
    }
}
