package io.stackblaze.heroku.emulator.account;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.stackblaze.heroku.emulator.scenario.Scenario;

/**
 * A Heroku account with its apps, add-ons and pipelines. One thread at a time: whoever reads or changes it
 * synchronizes on it.
 */
public final class Account {
    /** When everything in scenarios was made. */
    private static final Instant FOUNDED = Instant.parse("2024-05-01T09:30:00Z");

    private final Scenario scenario;
    private final Clock clock;
    private final Ids ids = new Ids();
    private final List<App> apps = new ArrayList<>();
    private final List<Addon> addons = new ArrayList<>();
    private final List<Pipeline> pipelines = new ArrayList<>();
    private final List<Consumer<App>> watchers = new CopyOnWriteArrayList<>();
    private int number;

    /**
     * Makes what a scenario describes.
     *
     * @throws IllegalArgumentException when it contradicts itself
     */
    public Account(Scenario scenario, Clock clock) {
        this.scenario = scenario;
        this.clock = clock;
        try {
            found();
        } catch (Refusal e) {
            throw new IllegalArgumentException("The scenario contradicts itself: " + e.text(), e);
        }
    }

    private void found() throws Refusal {
        for (Scenario.App described : scenario.apps()) {
            var app = new App(Ids.of("app", described.name()), described, this, FOUNDED);
            apps.add(app);
            described.addons().forEach(addon -> addons
                    .add(new Addon(Ids.of("addon", addon.name()), addon, app, FOUNDED)));
        }
        for (App app : apps) {
            for (Scenario.Addon described : app.described().addons()) {
                for (String as : described.as()) {
                    app.attach(addon(described.name()), as, Optional.empty());
                }
            }
            for (Scenario.Attachment described : app.described().attachments()) {
                app.attach(addon(described.addon()), described.as(), described.namespace());
            }
            app.found();
        }
        for (Scenario.Pipeline described : scenario.pipelines()) {
            var pipeline = new Pipeline(Ids.of("pipeline", described.name()), described, FOUNDED);
            for (var stage : described.stages().entrySet()) {
                pipeline.couple(app(stage.getKey()), stage.getValue());
            }
            pipelines.add(pipeline);
        }
    }

    /** What was there at the start. */
    public Scenario scenario() {
        return scenario;
    }

    /** Its number. */
    public UUID id() {
        return Ids.of("account", scenario.email());
    }

    /** The moment, in seconds as Heroku tells it. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Its apps. */
    public List<App> apps() {
        return List.copyOf(apps);
    }

    /** An app by name or number. */
    public App app(String identity) throws Refusal {
        return apps.stream().filter(app -> app.name().equals(identity) || app.id().toString().equals(identity))
                .findFirst().orElseThrow(() -> Refusal.notFound("app"));
    }

    /** All add-ons of its apps. */
    public List<Addon> addons() {
        return List.copyOf(addons);
    }

    /** An add-on by name or number. */
    public Addon addon(String identity) throws Refusal {
        return addons.stream().filter(addon -> addon.name().equals(identity)
                || addon.id().toString().equals(identity)).findFirst().orElseThrow(() -> Refusal.notFound("add-on"));
    }

    /** Adds an add-on to an app and attaches it. */
    public Addon provision(App app, String plan, Optional<String> name, Optional<String> as) throws Refusal {
        var service = plan.substring(0, plan.indexOf(':') < 0 ? plan.length() : plan.indexOf(':'));
        var made = name.orElseGet(() -> service.replaceFirst("^heroku-", "") + "-new-" + (10_000 + nextNumber()));
        var described = new Scenario.Addon(made, plan, List.of(), "", Map.of(), "", false, 0, 0, 0,
                Optional.empty(), Map.of(), "", List.of(), List.of());
        var addon = new Addon(nextId("addon"), described, app, now());
        addons.add(addon);
        app.attach(addon, as.orElseGet(() -> freeName(app, addon)), Optional.empty());
        return addon;
    }

    private static String freeName(App app, Addon addon) {
        var usual = addon.isPostgres()
                ? "DATABASE"
                : addon.isKeyValue()
                        ? "REDIS"
                        : addon.service().toUpperCase(
                                Locale.ROOT).replace('-', '_');
        var taken = app.attachments().stream().anyMatch(one -> one.name().equals(usual));
        return taken ? (addon.isPostgres() ? "HEROKU_POSTGRESQL_" : usual + "_") + "TEAL" : usual;
    }

    /** Destroys an add-on; it is gone from every app. */
    public void deprovision(Addon addon) {
        addons.remove(addon);
        apps.forEach(app -> app.detach(one -> one.addon() == addon));
    }

    /** Destroys an app with its add-ons; they are gone from other apps too. */
    public void destroy(App app) throws Refusal {
        app.scale(app.formation().stream().map(one -> one.stopped()).toList());
        apps.remove(app);
        List.copyOf(addons).stream().filter(addon -> addon.owner().equals(app)).forEach(this::deprovision);
    }

    /** Tells the apps that use an add-on that its address changed. */
    public void readdressed(Addon addon) {
        apps.forEach(app -> app.refresh(addon));
    }

    /** Every attachment of every app. */
    public List<Attachment> attachments() {
        return apps.stream().flatMap(app -> app.attachments().stream()).toList();
    }

    /** Its pipelines. */
    public List<Pipeline> pipelines() {
        return List.copyOf(pipelines);
    }

    /** A pipeline by name or number. */
    public Pipeline pipeline(String identity) throws Refusal {
        return pipelines.stream()
                .filter(one -> one.described().name().equals(identity) || one.id().toString().equals(identity))
                .findFirst().orElseThrow(() -> Refusal.notFound("pipeline"));
    }

    /** Calls back, under this lock, after each change that dynos or routes may follow from. */
    public void watch(Consumer<App> watcher) {
        watchers.add(watcher);
    }

    void changed(App app) {
        watchers.forEach(watcher -> watcher.accept(app));
    }

    UUID nextId(String kind) {
        return ids.next(kind);
    }

    int nextNumber() {
        number++;
        return number;
    }
}
