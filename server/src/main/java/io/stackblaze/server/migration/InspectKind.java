package io.stackblaze.server.migration;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.stackblaze.blueprint.BlueprintReader;
import io.stackblaze.blueprint.Reading;
import io.stackblaze.heroku.inventory.AppReader;
import io.stackblaze.heroku.inventory.Inventory;
import io.stackblaze.heroku.inventory.Repository;
import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.migration.inspect.Report;
import io.stackblaze.migration.inspect.ReportJson;
import io.stackblaze.migration.inspect.Wishes;
import io.stackblaze.server.migration.MigrationView.State;
import io.stackblaze.server.migration.MigrationView.Word;
import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.operation.StepContext;
import io.stackblaze.server.operation.StepFailure;
import io.stackblaze.server.source.Sources;
import tools.jackson.databind.JsonNode;

/** {@code migrate-inspect}: reads everything about the app, and changes nothing. */
final class InspectKind implements Kind {
    static final String WORD = "migrate-inspect";

    private final Stage stage;
    private final HerokuApp heroku;
    private final Lookout lookout;
    private final Sources sources;
    private final Clock clock;

    InspectKind(Stage stage, HerokuApp heroku, Lookout lookout, Sources sources, Clock clock) {
        this.stage = stage;
        this.heroku = heroku;
        this.lookout = lookout;
        this.sources = sources;
        this.clock = clock;
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public List<Step> steps(JsonNode input) {
        return List.of(stage.begin(Word.INSPECT), new Step("read the app", true, this::read));
    }

    @Override
    public Optional<Step> undo(JsonNode input) {
        return Optional.of(stage.failing(Word.INSPECT));
    }

    private void read(StepContext context) throws StepFailure, IOException, InterruptedException {
        var migration = stage.of(context);
        if (migration.source() != null && !sources.has(migration.source())) {
            throw new StepFailure("The source that was sent is not kept any more.",
                    "Abort, and start again: stackblaze migrate start " + migration.app() + " --repo DIR");
        }
        try {
            lookout.remember(migration);
            var report = report(context, migration);
            var app = report.inventory();
            var source = migration.source();
            if (source == null) {
                context.detail("fetching the slug");
                try (var reader = new io.stackblaze.heroku.platform.HerokuReader(heroku.hosts(migration),
                        heroku.token(migration), Thread::sleep)) {
                    source = SlugSource.fetch(reader, app, sources);
                }
            }
            var blueprint = migration.blueprint() == null ? report.mapping().blueprint() : migration.blueprint();
            keep(migration, report, blueprint, source);
            stage.done(context, Word.INSPECT, Findings.proof(report), State.WAITING, Word.PREPARE);
        } catch (HerokuException e) {
            throw HerokuApp.failure(e);
        }
    }

    private Report report(StepContext context, Migration migration)
            throws HerokuException, IOException, InterruptedException {
        var repository = migration.source() == null
                ? Repository.NONE
                : Repository.read(sources.tree(migration.source()));
        var names = heroku.names(migration);
        var app = heroku.read(migration, reader -> new AppReader(reader, names, true, (what, done, known) -> {
            context.detail("reading " + what);
            context.progress(done, known, "parts");
        }).read(migration.app(), repository));
        return Report.of(app, new Wishes(migration.target().project(), Set.of(), migration.source() == null),
                clock.instant(), 0, -1);
    }

    private void keep(Migration migration, Report report, String blueprint, String source) throws StepFailure {
        var app = report.inventory();
        var id = migration.id();
        var migrations = stage.migrations();
        var services = switch (BlueprintReader.read(blueprint, "blueprint.yaml")) {
            case Reading.Valid valid -> valid.blueprint().services(migration.target().environment());
            case Reading.Invalid invalid -> throw new StepFailure(
                    "The blueprint cannot be used: " + invalid.faults().getFirst(), "Correct it, and start again.");
        };
        migrations.keep(id, Fact.INSPECTION, ReportJson.of(report));
        migrations.keep(id, Fact.APP_ID, app.app().id());
        migrations.keep(id, Fact.WEB_URL, app.app().webUrl());
        migrations.keep(id, Fact.BLUEPRINT, blueprint);
        migrations.keep(id, Fact.SOURCE, source);
        migrations.keep(id, Fact.COMMIT, commit(app));
        migrations.keep(id, Fact.PAIRS, services.values().stream().map(service -> Findings.pair(report, service.name(),
                service.type().word().toLowerCase(Locale.ROOT))).toList());
        migrations.keep(id, Fact.STORES, Findings.stores(report, services.keySet()));
        migrations.keep(id, Fact.VARIABLES, new Fact.Variables(List.copyOf(report.mapping().variables().secrets()),
                List.copyOf(report.mapping().variables().plain())));
        migrations.keep(id, Fact.OBSTACLES, Findings.obstacles(report, new ArrayList<>(services.keySet())));
        migrations.keep(id, Fact.LEFT, Findings.left(report));
    }

    private static String commit(Inventory app) {
        return app.slug() == null ? "" : app.slug().commit();
    }
}
