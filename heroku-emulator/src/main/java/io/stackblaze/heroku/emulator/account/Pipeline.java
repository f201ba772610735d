package io.stackblaze.heroku.emulator.account;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

import io.stackblaze.heroku.emulator.scenario.Scenario;

/** A pipeline: apps in stages, and how review apps are made. */
public final class Pipeline {
    private final UUID id;
    private final Scenario.Pipeline described;
    private final Instant createdAt;
    private final Map<App, String> stages = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> config = new TreeMap<>();
    private Optional<Scenario.ReviewApps> reviewApps;

    Pipeline(UUID id, Scenario.Pipeline described, Instant createdAt) {
        this.id = id;
        this.described = described;
        this.createdAt = createdAt;
        this.reviewApps = described.reviewApps();
        described.config().forEach((stage, variables) -> config.put(stage, new TreeMap<>(variables)));
    }

    void couple(App app, String stage) {
        stages.put(app, stage);
    }

    /** Its number. */
    public UUID id() {
        return id;
    }

    /** What the scenario says of it. */
    public Scenario.Pipeline described() {
        return described;
    }

    /** When it was made. */
    public Instant createdAt() {
        return createdAt;
    }

    /** Stage of each app in it. */
    public Map<App, String> stages() {
        return new LinkedHashMap<>(stages);
    }

    /** How review apps are made, if they are. */
    public Optional<Scenario.ReviewApps> reviewApps() {
        return reviewApps;
    }

    /** Makes review apps another way, or none. */
    public void review(Optional<Scenario.ReviewApps> how) {
        reviewApps = how;
    }

    /** Config vars of review apps or tests. */
    public Map<String, String> config(String stage) {
        return config.getOrDefault(stage, new TreeMap<>());
    }
}
