package io.stackblaze.blueprint;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EnvironmentsTest {
    private static final String BASE = """
            name: shop
            services:
              web:
                type: web
                build: ./web
                env: {NODE_ENV: production, DATABASE_URL: {from_service: db, property: connection_string}}
                healthcheck: {path: /healthz, grace_seconds: 90}
                domains: [www.example.com]
              db: {type: postgres, version: "16"}
            """;

    private static Web web(Blueprint blueprint, String environment) {
        return (Web) Objects.requireNonNull(blueprint.services(environment).get("web"));
    }

    @Test
    void overridesAreLaidOverKeyByKey() {
        var blueprint = Read.valid(BASE + """
                environments:
                  staging:
                    services:
                      web:
                        env: {NODE_ENV: staging, EXTRA: x}
                        healthcheck: {path: /up}
                        plan: starter
                """);

        var staging = web(blueprint, "staging");
        assertThat(staging.env())
                .isEqualTo(Map.of("NODE_ENV", new Value.Plain("staging"), "EXTRA", new Value.Plain("x"),
                        "DATABASE_URL", new Value.FromService("db", Value.Property.CONNECTION_STRING)));
        assertThat(staging.healthcheck().path()).isEqualTo("/up");
        assertThat(staging.healthcheck().grace()).isEqualTo(Duration.ofSeconds(90));
        assertThat(staging.plan()).isEqualTo("starter");
        assertThat(staging.source()).isEqualTo(new Source.Build("web", null, null, List.of()));
        assertThat(web(blueprint, "production").plan()).isEqualTo("standard");
    }

    @Test
    void aValueTakesThePlaceOfAReferenceAndAnImageThatOfABuild() {
        var staging = web(Read.valid(BASE + """
                environments:
                  staging: {services: {web: {image: "shop:1", env: {DATABASE_URL: none}}}}
                """), "staging");

        assertThat(staging.source()).isEqualTo(new Source.Image("shop:1"));
        assertThat(staging.env()).containsEntry("DATABASE_URL", new Value.Plain("none"));
    }

    @Test
    void hostNamesAtTheTopAreProductions() {
        var blueprint = Read.valid(BASE + """
                environments:
                  staging: {services: {web: {domains: [staging.example.com]}}}
                  qa: {services: {web: {plan: starter}}}
                """);

        assertThat(web(blueprint, "production").domains()).containsExactly("www.example.com");
        assertThat(web(blueprint, "staging").domains()).containsExactly("staging.example.com");
        assertThat(web(blueprint, "qa").domains()).isEmpty();
        assertThat(web(blueprint, "pr-7").domains()).isEmpty();
    }

    @Test
    void anEnvironmentMayHaveServicesOfItsOwn() {
        var blueprint = Read.valid(BASE + """
                environments:
                  staging:
                    services:
                      mail: {type: web, image: mailpit, port: 8025}
                      web: {env: {MAIL: {from_service: mail, property: host}}}
                """);

        assertThat(blueprint.services("staging")).containsOnlyKeys("web", "db", "mail");
        assertThat(blueprint.services("production")).containsOnlyKeys("web", "db");
    }

    @Test
    void faultsPointToTheOverride() {
        var faults = Read.faults(BASE + """
                environments:
                  staging:
                    services:
                      web:
                        port: nine
                        env: {CACHE: {from_service: chache, property: host}}
                      wbe: {plan: starter}
                      db: {type: redis}
                """);

        assertThat(faults).extracting(Fault::toString).satisfiesExactly(
                port -> assertThat(port)
                        .contains(":14:15: environments.staging.services.web.port: \"nine\" is no whole"),
                reference -> assertThat(reference)
                        .contains(
                                ":15:37: environments.staging.services.web.env.CACHE.from_service: There is no service"),
                unknown -> assertThat(unknown)
                        .contains(":16:7: environments.staging.services.wbe: There is no service \"wbe\"")
                        .contains("Did you mean \"web\"?"),
                type -> assertThat(type)
                        .contains(
                                ":17:18: environments.staging.services.db.type: An environment cannot change the type"));
    }

    @Test
    void aFaultOfTheBaseIsSaidOnce() {
        var fault = Read.fault("""
                name: shop
                services: {web: {type: web, port: 0}}
                environments: {staging: {services: {web: {plan: starter}}}}
                """);

        assertThat(fault).contains("services.web.port: 0 is out of range.");
    }

    @Test
    void namesMustFitIntoOneLabelOfAHostName() {
        var text = "name: shop\nservices: {" + "s".repeat(40) + ": {type: web}}\nenvironments: {" + "e".repeat(30)
                + ": {services: {" + "s".repeat(40) + ": {plan: starter}}}}";

        assertThat(Read.fault(text)).contains("are too long together for a host name.");
    }

    @Test
    void oneHostNameCannotLeadToTwoEnvironments() {
        assertThat(Read.fault(BASE + "environments: {staging: {services: {web: {domains: [www.example.com]}}}}"))
                .contains("\"www.example.com\" belongs to production/web already.");
    }
}
