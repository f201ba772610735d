package io.stackblaze.heroku.emulator.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.heroku.emulator.account.Account;
import io.stackblaze.heroku.emulator.account.App;
import io.stackblaze.heroku.emulator.account.Ids;
import io.stackblaze.heroku.emulator.account.Pipeline;
import io.stackblaze.heroku.emulator.account.Refusal;
import io.stackblaze.heroku.emulator.scenario.Scenario;
import org.jspecify.annotations.Nullable;

/** Pipelines and review apps. */
record PipelineApi(Account account) {
    void addTo(Routes routes) {
        routes.get("/pipelines", this::list)
                .get("/pipelines/{pipeline}", request -> Answer.ok(pipeline(find(request))))
                .get("/pipelines/{pipeline}/pipeline-couplings", this::couplings)
                .get("/pipeline-couplings", _ -> Answer.list(account.pipelines().stream()
                        .flatMap(one -> couplings(one).stream()).toList()))
                .get("/pipelines/{pipeline}/pipeline-stack", _ -> Answer.ok(
                        Body.of("stack", References.named("stack", "heroku-24"))))
                .get("/pipelines/{pipeline}/stage/{stage}/config-vars", request -> Answer.ok(
                        find(request).config(request.parameter("stage"))))
                .get("/pipelines/{pipeline}/repo", this::repository)
                .get("/pipelines/{pipeline}/review-apps", request -> Answer.list(reviews(find(request))))
                .get("/pipelines/{pipeline}/review-app-config", request -> Answer.ok(config(find(request))))
                .post("/pipelines/{pipeline}/review-app-config", this::enable)
                .patch("/pipelines/{pipeline}/review-app-config", this::enable)
                .delete("/pipelines/{pipeline}/review-app-config", this::disable)
                .get("/apps/{app}/pipeline-couplings", this::coupling)
                .get("/apps/{app}/review-app", this::review);
    }

    private Pipeline find(Request request) throws Refusal {
        return account.pipeline(request.parameter("pipeline"));
    }

    private Answer list(Request request) {
        var name = request.query().getOrDefault("eq[name]", "");
        return Answer.list(account.pipelines().stream()
                .filter(one -> name.isEmpty() || one.described().name().equals(name)).map(this::pipeline).toList(),
                "id", "name");
    }

    private Map<String, @Nullable Object> pipeline(Pipeline pipeline) {
        var team = pipeline.stages().keySet().stream().flatMap(app -> app.described().team().stream()).findFirst();
        var owner = team.map(name -> Body.of("id", Ids.of("team", name), "type", "team"))
                .orElseGet(() -> Body.of("id", account.id(), "type", "user"));
        return Body.of("created_at", pipeline.createdAt(), "generation", References.named("generation", "cedar"), "id",
                pipeline.id(), "name", pipeline.described().name(), "owner", owner, "updated_at",
                pipeline.createdAt());
    }

    private Answer couplings(Request request) throws Refusal {
        return Answer.list(couplings(find(request)));
    }

    private static List<Map<String, @Nullable Object>> couplings(Pipeline pipeline) {
        return pipeline.stages().entrySet().stream()
                .map(one -> coupling(pipeline, one.getKey(), one.getValue())).toList();
    }

    private static Map<String, @Nullable Object> coupling(Pipeline pipeline, App app, String stage) {
        return Body.of("app", Body.of("id", app.id()), "created_at", pipeline.createdAt(), "id",
                Ids.of("coupling", pipeline.id() + ":" + app.id()), "pipeline",
                Body.of("id", pipeline.id(), "name", pipeline.described().name()), "stage", stage, "updated_at",
                pipeline.createdAt());
    }

    private Answer coupling(Request request) throws Refusal {
        var app = account.app(request.parameter("app"));
        for (Pipeline pipeline : account.pipelines()) {
            var stage = pipeline.stages().get(app);
            if (stage != null) {
                return Answer.ok(coupling(pipeline, app, stage));
            }
        }
        throw Refusal.notFound("pipeline coupling");
    }

    private Answer repository(Request request) throws Refusal {
        var pipeline = find(request);
        var name = pipeline.described().repository().orElseThrow(() -> Refusal.notFound("repository"));
        return Answer.ok(Body.of("id", Ids.of("repository", name), "full_name", name, "type", "github", "pipeline",
                Body.of("id", pipeline.id())));
    }

    private List<Map<String, @Nullable Object>> reviews(Pipeline pipeline) throws Refusal {
        var result = new ArrayList<Map<String, @Nullable Object>>();
        for (Scenario.Review review : pipeline.described().reviews()) {
            var app = review.app().isPresent() ? account.app(review.app().get()) : null;
            result.add(Body.of("app", app == null ? null : Body.of("id", app.id()), "app_setup", null, "branch",
                    review.branch(), "created_at", pipeline.createdAt(), "creator", References.person(account),
                    "error_status", null, "fork_repo", null, "id",
                    Ids.of("review", pipeline.id() + review.branch()), "message", null, "pipeline",
                    Body.of("id", pipeline.id()), "pr_number", review.number(), "status", review.status(),
                    "updated_at", pipeline.createdAt(), "wait_for_ci", false));
        }
        return result;
    }

    private Answer review(Request request) throws Refusal {
        var app = account.app(request.parameter("app"));
        for (Pipeline pipeline : account.pipelines()) {
            for (var review : reviews(pipeline)) {
                if (Body.of("id", app.id()).equals(review.get("app"))) {
                    return Answer.ok(review);
                }
            }
        }
        throw Refusal.notFound("review app");
    }

    private Map<String, @Nullable Object> config(Pipeline pipeline) throws Refusal {
        var how = pipeline.reviewApps().orElseThrow(() -> Refusal.notFound("review app config"));
        return Body.of("automatic_review_apps", how.automatic(), "base_name", how.baseName().orElse(null),
                "deploy_target", Body.of("id", how.region(), "type", "region"), "destroy_stale_apps",
                how.destroyStale(), "pipeline_id", pipeline.id(), "repo",
                Body.of("id", Math.floorMod(pipeline.id().hashCode(), 1_000_000_000)), "stale_days", how.staleDays(),
                "wait_for_ci",
                how.waitForCi());
    }

    private Answer enable(Request request) throws Refusal {
        var pipeline = find(request);
        var isNew = request.method().equals("POST");
        if (isNew && pipeline.reviewApps().isPresent()) {
            throw new Refusal(409, "conflict", "Review apps are already enabled for this pipeline.");
        }
        var old = isNew
                ? new Scenario.ReviewApps(false, false, 0, false, Optional.empty(), "")
                : pipeline.reviewApps().orElseThrow(() -> Refusal.notFound("review app config"));
        pipeline.review(Optional.of(new Scenario.ReviewApps(
                request.flag("automatic_review_apps").orElse(old.automatic()),
                request.flag("destroy_stale_apps").orElse(old.destroyStale()),
                request.body().path("stale_days").asInt(old.staleDays()),
                request.flag("wait_for_ci").orElse(old.waitForCi()), request.text("base_name").or(old::baseName),
                old.region())));
        var config = config(pipeline);
        return isNew ? Answer.created(config) : Answer.ok(config);
    }

    private Answer disable(Request request) throws Refusal {
        var pipeline = find(request);
        var config = config(pipeline);
        pipeline.review(Optional.empty());
        return Answer.ok(config);
    }
}
