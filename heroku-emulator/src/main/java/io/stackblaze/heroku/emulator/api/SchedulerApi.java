package io.stackblaze.heroku.emulator.api;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.stackblaze.heroku.emulator.account.Account;
import io.stackblaze.heroku.emulator.account.App;
import io.stackblaze.heroku.emulator.account.Job;
import io.stackblaze.heroku.emulator.account.Refusal;
import io.stackblaze.heroku.emulator.scenario.Scenario;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Heroku Scheduler, in JSON:API. It knows apps by number alone. */
record SchedulerApi(Account account) {
    private static final Set<Integer> INTERVALS = Set.of(10, 60, 1440);

    void addTo(Routes routes) {
        routes.get("/apps/{app}/jobs", request -> Answer.ok(Body.of("data",
                find(request).jobs().stream().map(SchedulerApi::job).toList())))
                .post("/apps/{app}/jobs", this::add)
                .patch("/apps/{app}/jobs/{job}", this::change)
                .delete("/apps/{app}/jobs/{job}", this::remove);
    }

    private App find(Request request) throws Refusal {
        var identity = request.parameter("app");
        return account.apps().stream().filter(app -> app.id().toString().equals(identity)).findFirst()
                .orElseThrow(() -> Refusal.notFound("app"));
    }

    private static Map<String, @Nullable Object> job(Job job) {
        return Body.of("type", "jobs", "id", job.id(), "attributes",
                Body.of("command", job.job().command(), "every", job.job().every(), "at", job.job().at(), "dyno-size",
                        job.job().size(), "ran-at", null, "created-at", job.createdAt(), "expire-after", null));
    }

    private Job job(Request request) throws Refusal {
        return find(request).jobs().stream().filter(one -> one.id().equals(request.parameter("job"))).findFirst()
                .orElseThrow(() -> Refusal.notFound("job"));
    }

    private Answer add(Request request) throws Refusal {
        return Answer.created(Body.of("data",
                job(find(request).addJob(read(request, new Scenario.Job("", 10, 0, ""))))));
    }

    private Answer change(Request request) throws Refusal {
        var old = job(request);
        return Answer.ok(Body.of("data", job(find(request).changeJob(old, read(request, old.job())))));
    }

    private Answer remove(Request request) throws Refusal {
        find(request).removeJob(job(request));
        return new Answer(204, new byte[0], List.of());
    }

    private static Scenario.Job read(Request request, Scenario.Job old) throws Refusal {
        JsonNode attributes = request.body().path("data").path("attributes");
        var job = new Scenario.Job(attributes.path("command").asString(old.command()),
                attributes.path("every").asInt(old.every()), attributes.path("at").asInt(old.at()),
                attributes.path("dyno-size").asString(old.size()));
        if (job.command().isBlank() || !INTERVALS.contains(job.every()) || job.at() < 0 || job.at() >= job.every()) {
            throw Refusal.invalid("A job needs a command, an interval of 10, 60 or 1440 minutes, and a time in it.");
        }
        return job;
    }
}
