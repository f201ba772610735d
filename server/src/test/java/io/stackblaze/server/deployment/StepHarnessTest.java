package io.stackblaze.server.deployment;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.ProcessSpec;
import io.stackblaze.server.TestApi;
import io.stackblaze.server.TestServer;
import io.stackblaze.server.TestSource;
import io.stackblaze.server.operation.StepExecution;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Every kind of operation ends right although each step runs twice, and although the server dies after each step. */
class StepHarnessTest {
    /** A kind of operation with what must be there before, and what must be there afterwards. */
    enum Scenario {
        FIRST_DEPLOYMENT {
            @Override
            void prepare(TestApi api, String project) {}

            @Override
            JsonNode begin(TestApi api, String project) throws Exception {
                secret(api, project);
                return api.deploy(project, blueprint(project), APP);
            }

            @Override
            void check(TestServer server, String project) throws Exception {
                assertThat(server.engine().serving(production(project), "web")).isEqualTo(1);
                assertThat(releases(server.api(), project)).containsExactly("live");
                assertThat(server.engine().data(production(project))).containsExactlyInAnyOrder("db", "cache");
            }
        },
        DEPLOYMENT {
            @Override
            JsonNode begin(TestApi api, String project) throws Exception {
                return api.deploy(project, blueprint(project).replace("from the file", "changed"), APP);
            }

            @Override
            void check(TestServer server, String project) throws Exception {
                assertThat(server.engine().serving(production(project), "web")).isEqualTo(2);
                assertThat(env(server, project, "web")).containsEntry("MODE", "changed");
                assertThat(releases(server.api(), project)).containsExactly("live", "superseded");
            }
        },
        FAILING_DEPLOYMENT {
            @Override
            JsonNode begin(TestApi api, String project) throws Exception {
                return api.deploy(project, blueprint(project).replace("from the file", "bad"), APP);
            }

            @Override
            String outcome() {
                return "failed";
            }

            @Override
            void check(TestServer server, String project) throws Exception {
                assertThat(server.engine().serving(production(project), "web")).isEqualTo(1);
                assertThat(server.engine().serving(production(project), "worker")).isEqualTo(1);
                assertThat(releases(server.api(), project)).containsExactly("failed", "live");
            }
        },
        VARIABLES {
            @Override
            JsonNode begin(TestApi api, String project) throws Exception {
                return api.patch(path(project) + "/variables",
                        Map.of("set", List.of(Map.of("name", "LEVEL", "value", "debug")))).json();
            }

            @Override
            void check(TestServer server, String project) throws Exception {
                assertThat(env(server, project, "worker")).containsEntry("LEVEL", "debug");
                assertThat(releases(server.api(), project)).containsExactly("live", "superseded");
            }
        },
        ROLLBACK {
            @Override
            void prepare(TestApi api, String project) throws Exception {
                super.prepare(api, project);
                api.finished(api.deploy(project, blueprint(project).replace("from the file", "changed"), APP));
            }

            @Override
            JsonNode begin(TestApi api, String project) throws Exception {
                return api.post(path(project) + "/rollback", Map.of()).json();
            }

            @Override
            void check(TestServer server, String project) throws Exception {
                assertThat(env(server, project, "web")).containsEntry("MODE", "from the file")
                        .containsEntry("STACKBLAZE_RELEASE", "3");
                assertThat(releases(server.api(), project)).containsExactly("live", "superseded", "superseded");
            }
        },
        SCALE {
            @Override
            JsonNode begin(TestApi api, String project) throws Exception {
                return api.post(path(project) + "/scale", Map.of("services", Map.of("web", 3, "worker", 0))).json();
            }

            @Override
            void check(TestServer server, String project) throws Exception {
                var services = server.api().get(path(project)).json().path("services");
                assertThat(services.path(0).path("ready").intValue()).isEqualTo(3);
                assertThat(services.path(1).path("state").asString()).isEqualTo("stopped");
                assertThat(releases(server.api(), project)).containsExactly("live");
            }
        },
        RESTART {
            @Override
            JsonNode begin(TestApi api, String project) throws Exception {
                return api.post(path(project) + "/restart", Map.of("service", "web")).json();
            }

            @Override
            void check(TestServer server, String project) {
                assertThat(server.engine().calls()).contains("restart " + production(project) + " web");
            }
        },
        DOWN {
            @Override
            JsonNode begin(TestApi api, String project) throws Exception {
                return api.post(path(project) + "/down").json();
            }

            @Override
            void check(TestServer server, String project) throws Exception {
                assertThat(server.engine().wanted(production(project))).isEmpty();
                assertThat(server.engine().data(production(project))).containsExactlyInAnyOrder("db", "cache");
                assertThat(server.api().get(path(project)).json().path("state").asString()).isEqualTo("down");
            }
        },
        DESTROY_DATASTORE {
            @Override
            void prepare(TestApi api, String project) throws Exception {
                super.prepare(api, project);
                api.finished(api.deploy(project, TestSource.SHOP.replace("name: shop", "name: " + project), APP));
            }

            @Override
            JsonNode begin(TestApi api, String project) throws Exception {
                return api.delete(path(project) + "/datastores/cache", Map.of("confirm", "cache")).json();
            }

            @Override
            void check(TestServer server, String project) {
                assertThat(server.engine().data(production(project))).containsExactly("db");
            }
        },
        DESTROY_PROJECT {
            @Override
            JsonNode begin(TestApi api, String project) throws Exception {
                return api.delete("/api/v1/projects/" + project, Map.of("confirm", project)).json();
            }

            @Override
            void check(TestServer server, String project) throws Exception {
                assertThat(server.engine().data(production(project))).isEmpty();
                assertThat(server.api().get(path(project)).status()).isEqualTo(404);
            }
        };

        private static final Map<String, String> APP = TestSource.PROCFILE_APP;

        void prepare(TestApi api, String project) throws Exception {
            secret(api, project);
            api.finished(api.deploy(project, blueprint(project), APP));
        }

        abstract JsonNode begin(TestApi api, String project) throws Exception;

        abstract void check(TestServer server, String project) throws Exception;

        String outcome() {
            return "succeeded";
        }

        String word() {
            return "-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static EnvironmentId production(String project) {
            return new EnvironmentId(project, "production");
        }

        static String path(String project) {
            return "/api/v1/projects/" + project + "/environments/production";
        }

        static String blueprint(String project) {
            return TestSource.FULL_SHOP.replace("name: shop", "name: " + project);
        }

        static void secret(TestApi api, String project) throws Exception {
            api.patch(path(project) + "/variables",
                    Map.of("set", List.of(Map.of("name", "STRIPE_KEY", "value", "sk-1234567", "secret", true))));
        }

        static Map<String, String> env(TestServer server, String project, String service) {
            return ((ProcessSpec) server.engine().wanted(production(project)).orElseThrow().service(service)
                    .orElseThrow()).workload().env();
        }

        static List<String> releases(TestApi api, String project) throws Exception {
            return api.get(path(project) + "/releases").json().path("items").valueStream()
                    .map(release -> release.path("state").asString()).toList();
        }
    }

    /** Dies once, after the body of the given step and before its outcome is written. */
    private static final class Dying implements StepExecution {
        private final AtomicInteger left;

        Dying(int after) {
            this.left = new AtomicInteger(after);
        }

        boolean died() {
            return left.get() < 0;
        }

        @Override
        public void execute(String step, Attempt attempt) throws Exception {
            attempt.run();
            if (left.getAndDecrement() <= 0) {
                throw new Death();
            }
        }
    }

    private static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    private static TestServer server;

    @BeforeAll
    static void start(@TempDir Path home) throws Exception {
        server = TestServer.start(home);
        server.engine().failWhen(service -> "bad".equals(service.workload().env().get("MODE")));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyStepMayRunTwice(Scenario scenario) throws Exception {
        String project = "twice" + scenario.word();
        server.execute((_, attempt) -> {
            attempt.run();
            attempt.run();
        });
        scenario.prepare(server.api(), project);
        end(scenario, project, scenario.begin(server.api(), project));
    }

    @ParameterizedTest
    @EnumSource
    void theServerMayDieAfterEveryStep(Scenario scenario) throws Exception {
        boolean died = true;
        for (int step = 0; died; step++) {
            String project = "dying" + scenario.word() + "-" + step;
            server.execute(StepExecution.DIRECT);
            scenario.prepare(server.api(), project);
            var dying = new Dying(step);
            server.execute(dying);
            var begun = scenario.begin(server.api(), project);
            TestOperations.awaitDeathOrEnd(server.api(), begun, dying::died);
            server.execute(StepExecution.DIRECT);
            died = dying.died();
            if (died) {
                server.again();
            }
            end(scenario, project, begun);
        }
    }

    private static void end(Scenario scenario, String project, JsonNode begun) throws Exception {
        var done = server.api().finished(begun);
        assertThat(done.path("state").asString()).as(done.toString()).isEqualTo(scenario.outcome());
        scenario.check(server, project);
    }
}
