package io.stackblaze.server.migration;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.server.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A migration as it is kept, without its token.
 *
 * @param app name of the app at Heroku
 * @param target where it goes
 * @param heroku where Heroku is
 * @param source the source that was given; null for the app's slug
 * @param blueprint the blueprint that was given; null for one that is made
 * @param test the team's own test command
 * @param state as it was written; see {@link Standing} for what it is
 * @param operation the operation that was begun last
 * @param following whether the server keeps the datastores in step
 */
record Migration(String id, String app, EnvironmentId target, Heroku heroku, @Nullable String source,
        @Nullable String blueprint, @Nullable String test, MigrationView.State state, MigrationView.Word step,
        @Nullable String operation, boolean following, JsonNode facts, Instant createdAt, String by,
        @Nullable Instant finishedAt) {
    private static final JsonMapper JSON = Json.mapper();

    /**
     * Where Heroku is.
     *
     * @param api of the Platform API; the others follow from it
     * @param web where the app's web processes are asked for; null for the app's own address
     */
    record Heroku(@Nullable String api, @Nullable String web) {}

    <T> Optional<T> fact(Fact<T> fact) {
        var node = facts.path(fact.name());
        return node.isMissingNode() || node.isNull()
                ? Optional.empty()
                : Optional.of(JSON.readValue(JSON.writeValueAsString(node), fact.type()));
    }

    List<Fact.Pair> pairs() {
        return fact(Fact.PAIRS).orElse(List.of());
    }

    List<Fact.Pair> pairs(String type) {
        return pairs().stream().filter(pair -> pair.type().equals(type)).toList();
    }

    /** The one web service that visitors come to. */
    Optional<Fact.Pair> web() {
        return pairs("web").stream().findFirst();
    }

    List<Fact.Store> stores() {
        return fact(Fact.STORES).orElse(List.of());
    }

    /** Whether visitors are served here. */
    boolean isHere() { return fact(Fact.HERE_SINCE).isPresent(); }

    boolean done(MigrationView.Word word) {
        var passed = fact(Fact.STEPS).map(steps -> steps.get(word.name()));
        return passed.isPresent() && (passed.get().state() == MigrationView.StepState.DONE
                || passed.get().state() == MigrationView.StepState.SKIPPED);
    }
}
