package io.stackblaze.heroku.emulator.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.stackblaze.heroku.emulator.account.Account;
import io.stackblaze.heroku.emulator.account.Catalog;
import io.stackblaze.heroku.emulator.account.Ids;
import io.stackblaze.heroku.emulator.account.Refusal;
import io.stackblaze.heroku.emulator.scenario.Scenario;
import org.jspecify.annotations.Nullable;

/** The account, its teams and spaces, and what Heroku offers everybody. */
record AccountApi(Account account) {
    private static final Instant EARLY = Instant.parse("2020-01-01T00:00:00Z");

    void addTo(Routes routes) {
        routes.get("/account", _ -> Answer.ok(person()))
                .get("/users/{user}", _ -> Answer.ok(person()))
                .get("/account/rate-limits", _ -> Answer.ok(Body.of("remaining", 4500)))
                .get("/account/features", _ -> Answer.list(List.of(feature("dashboard-repositories-api"))))
                .get("/account/features/{feature}", request -> Answer.ok(feature(request.parameter("feature"))))
                .get("/teams", _ -> Answer.list(account.scenario().teams().stream().map(AccountApi::team).toList(),
                        "id", "name"))
                .get("/teams/{team}", request -> Answer.ok(team(find(request.parameter("team")))))
                .get("/teams/{team}/members", request -> members(find(request.parameter("team"))))
                .get("/spaces", _ -> Answer.list(account.scenario().spaces().stream().map(AccountApi::space).toList()))
                .get("/spaces/{space}", request -> Answer.ok(space(findSpace(request.parameter("space")))))
                .get("/spaces/{space}/nat", request -> Answer.ok(nat(findSpace(request.parameter("space")))))
                .get("/regions", _ -> Answer.list(List.of(region("us", "us-east-1"), region("eu", "eu-west-1"))))
                .get("/stacks", _ -> Answer.list(stacks(), "id", "name"))
                .get("/dyno-sizes", _ -> Answer.list(sizes("")));
    }

    private Map<String, @Nullable Object> person() {
        return Body.of("allow_tracking", false, "beta", false, "country_of_residence", "Germany", "created_at", EARLY,
                "default_team", null, "default_organization", null, "delinquent_at", null, "email",
                account.scenario().email(), "federated", false, "id", account.id(), "identity_provider", null,
                "last_login", EARLY, "name", "Ada", "sms_number", null, "suspended_at", null,
                "two_factor_authentication", false, "updated_at", EARLY, "verified", true);
    }

    private static Map<String, @Nullable Object> feature(String name) {
        return Body.of("created_at", EARLY, "description", name, "display_name", name, "doc_url",
                "https://devcenter.heroku.com/", "enabled", true, "feedback_email", "feedback@heroku.com", "id",
                Ids.of("feature", name), "name", name, "state", "general", "updated_at", EARLY);
    }

    private String find(String identity) throws Refusal {
        return account.scenario().teams().stream()
                .filter(team -> team.equals(identity) || Ids.of("team", team).toString().equals(identity)).findFirst()
                .orElseThrow(() -> Refusal.notFound("team"));
    }

    private static Map<String, @Nullable Object> team(String name) {
        return Body.of("id", Ids.of("team", name), "name", name, "created_at", EARLY, "updated_at", EARLY,
                "credit_card_collections", true, "default", false, "enterprise_account", null, "identity_provider",
                null, "membership_limit", null, "provisioned_licenses", false, "role", "admin", "type", "team");
    }

    private Answer members(String team) {
        var email = account.scenario().email();
        return Answer.list(List.of(Body.of("created_at", EARLY, "email", email, "federated", false, "id",
                Ids.of("member", team + email), "identity_provider", null, "role", "admin",
                "two_factor_authentication", true, "updated_at", EARLY, "user",
                Body.of("email", email, "id", account.id(), "name", "Ada"))));
    }

    private Scenario.Space findSpace(String identity) throws Refusal {
        return account.scenario().spaces().stream().filter(space -> space.name().equals(identity)
                || Ids.of("space", space.name()).toString().equals(identity)).findFirst()
                .orElseThrow(() -> Refusal.notFound("space"));
    }

    private static Map<String, @Nullable Object> space(Scenario.Space space) {
        return Body.of("id", Ids.of("space", space.name()), "name", space.name(), "created_at", EARLY, "updated_at",
                EARLY, "cidr", "10.0.0.0/16", "data_cidr", "10.1.0.0/16", "generation",
                References.named("generation", "cedar"), "organization", Body.of("name", space.team()), "team",
                References.named("team", space.team()), "region", References.named("region", space.region()),
                "shield", space.shield(), "state", "allocated");
    }

    private static Map<String, @Nullable Object> nat(Scenario.Space space) {
        return Body.of("created_at", EARLY, "sources", space.outbound(), "state", "enabled", "updated_at", EARLY);
    }

    private static Map<String, @Nullable Object> region(String name, String provider) {
        return Body.of("country", name.equals("eu") ? "Ireland" : "United States", "created_at", EARLY, "description",
                name, "id", Ids.of("region", name), "locale", name.equals("eu") ? "Ireland" : "Virginia", "name", name,
                "private_capable", false, "provider", Body.of("name", "amazon-web-services", "region", provider),
                "updated_at", EARLY);
    }

    static List<Map<String, @Nullable Object>> stacks() {
        return List.of(stack("heroku-22"), stack("heroku-24"), stack("container"), stack("cnb"));
    }

    private static Map<String, @Nullable Object> stack(String name) {
        return Body.of("created_at", EARLY, "default", name.equals("heroku-24"), "id", Ids.of("stack", name), "name",
                name, "state", "public", "updated_at", EARLY);
    }

    /** Dyno sizes of one generation, or all. */
    static List<Map<String, @Nullable Object>> sizes(String generation) {
        var result = new ArrayList<Map<String, @Nullable Object>>();
        for (Catalog.Size size : Catalog.allSizes()) {
            if (generation.isEmpty() || size.generation().equals(generation)) {
                result.add(Body.of("architecture", "amd64", "compute", size.compute(), "cost",
                        size.isPrivate() ? null : Body.of("cents", size.cents(), "unit", "month"), "dedicated",
                        size.isDedicated(), "generation", References.named("generation", size.generation()), "id",
                        Ids.of("size", size.name()), "memory", size.gigabytes(), "name", size.name(),
                        "precise_dyno_units", size.gigabytes(), "private_space_only", size.isPrivate()));
            }
        }
        return result;
    }
}
