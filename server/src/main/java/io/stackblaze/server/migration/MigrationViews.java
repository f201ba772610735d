package io.stackblaze.server.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.stackblaze.server.migration.MigrationView.State;
import io.stackblaze.server.migration.MigrationView.StepState;
import io.stackblaze.server.migration.MigrationView.Word;
import io.stackblaze.server.operation.Operation;
import io.stackblaze.server.operation.Operations;
import org.jspecify.annotations.Nullable;

/** Shows migrations to people. */
public final class MigrationViews {
    private final Migrations migrations;
    private final Operations operations;
    private final Gates gates;
    private final SyncBoard board;
    private final HereNow here;
    private final Traffic traffic;
    private final ThereNow there;

    MigrationViews(Migrations migrations, Operations operations, Gates gates, SyncBoard board, HereNow here,
            Traffic traffic, ThereNow there) {
        this.migrations = migrations;
        this.operations = operations;
        this.gates = gates;
        this.board = board;
        this.here = here;
        this.traffic = traffic;
        this.there = there;
    }

    /** All, newest first. */
    public List<MigrationView> list() {
        return migrations.list().stream().map(this::of).toList();
    }

    /** One, by its id or its app's name; empty when there is none. */
    public java.util.Optional<MigrationView> find(String idOrApp) {
        return migrations.find(idOrApp).map(this::of);
    }

    /** Whether there is or was any. */
    public boolean any() {
        return migrations.any();
    }

    /** What was read at Heroku and what becomes of it; empty before. No values of config vars. */
    public java.util.Optional<tools.jackson.databind.JsonNode> inspection(String idOrApp) {
        return migrations.find(idOrApp).flatMap(migration -> migration.fact(Fact.INSPECTION));
    }

    Standing standing(Migration migration) {
        return Standing.of(migration,
                java.util.Optional.ofNullable(migration.operation()).flatMap(operations::find));
    }

    MigrationView of(Migration migration) {
        var standing = standing(migration);
        boolean over = migration.finishedAt() != null;
        var counts = here.counts(migration.target());
        var seen = there.counts(migration);
        return new MigrationView(migration.id(), migration.app(), migration.target().project(),
                migration.target().environment(), standing.state(), migration.step(),
                standing.operation().map(Operation::id).orElse(null), migration.createdAt(), migration.by(),
                Stream.of(Word.values()).map(word -> step(migration, word, standing)).toList(),
                over ? List.of() : gates.before(migration.step(), migration),
                migration.pairs().stream().map(pair -> new MigrationView.Service(pair.name(), pair.type(), pair.there(),
                        seen.getOrDefault(pair.name(), pair.quantity()),
                        hereRuns(pair, counts)))
                        .toList(),
                board.of(migration), traffic.view(migration), migration.fact(Fact.TRIALS).orElse(List.of()),
                migration.fact(Fact.CUT).orElse(null), over ? null : watch(migration),
                over ? List.of() : there.differences(migration).stream().map(Difference::says).toList(),
                over ? List.of() : Words.plan(migration.step(), migration), Words.rollback(migration),
                migrations.events(migration.id()));
    }

    private static MigrationView.@Nullable Watch watch(Migration migration) {
        return migration.fact(Fact.HERE_SINCE).map(since -> new MigrationView.Watch(since, since.plus(Gates.WATCH),
                migration.fact(Fact.AUTO_ROLLBACK).orElse(false), migration.fact(Fact.PROBE).orElse(null),
                migration.fact(Fact.BASELINE).orElse(null))).orElse(null);
    }

    /** A datastore runs from the moment it is prepared. */
    private static int hereRuns(Fact.Pair pair, Map<String, Integer> counts) {
        boolean data = pair.type().equals("postgres") || pair.type().equals("redis");
        return data ? counts.isEmpty() ? 0 : 1 : counts.getOrDefault(pair.name(), 0);
    }

    private static MigrationView.Step step(Migration migration, Word word, Standing standing) {
        var passed = migration.fact(Fact.STEPS).map(steps -> steps.get(word.name()))
                .orElse(new Fact.Passed(StepState.WAITING, migration.createdAt(), null, List.of()));
        boolean current = word == migration.step();
        var state = current && standing.state() == State.FAILED && passed.state() == StepState.RUNNING
                ? StepState.FAILED
                : passed.state();
        var proof = new ArrayList<>(passed.proof());
        if (current) {
            standing.failure().ifPresent(failure -> {
                proof.add(failure.detail());
                proof.add(failure.remedy());
                proof.addAll(failure.lines());
            });
        }
        proof.removeIf(String::isBlank);
        return new MigrationView.Step(word, state, state == StepState.WAITING ? null : passed.startedAt(),
                passed.finishedAt(), Words.plan(word, migration), proof, Words.undo(word));
    }
}
