package io.stackblaze.blueprint;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Any blueprint that a file could say. */
final class Blueprints {
    private static final Arbitrary<String> TEXT = Arbitraries.strings()
            .withChars("aZ9 :#'\"{}[]&*!|>%@`-_\n\té€\\=,?~")
            .ofMinLength(1).ofMaxLength(20).map(text -> text.replace("€", "😀")).filter(text -> !text.isBlank());

    private Blueprints() {}

    static Arbitrary<Blueprint> any() {
        var services = Combinators.combine(service("web"), service("api"), service("jobs"), service("nightly"),
                service("db"), service("cache")).as((a, b, c, d, e, f) -> named(List.of(a, b, c, d, e, f)));
        var environments = Arbitraries.maps(Arbitraries.of("staging", "production", "qa"), overrides()).ofMaxSize(3);
        return Combinators.combine(TEXT.injectNull(0.5), services, environments, previews())
                .as((region, base, overrides, previews) -> {
                    var blueprint = new Blueprint("shop", region, List.of("API_KEY", "SIGNING_KEY"), base, Map.of(),
                            previews);
                    var environment = new LinkedHashMap<String, Map<String, Service>>();
                    overrides.forEach(
                            (name, override) -> environment.put(name, override.over(blueprint.services(name))));
                    return new Blueprint("shop", region, blueprint.secrets(), base, environment, previews);
                });
    }

    static Arbitrary<Service> service(String name) {
        return switch (name) {
            case "jobs" -> worker(name);
            case "nightly" -> cron(name);
            case "db" -> Combinators.combine(plan(), Arbitraries.of("14", "18"), Arbitraries.integers().between(1, 500),
                    Arbitraries.of("hstore", "uuid-ossp", "vector").list().uniqueElements().ofMaxSize(3), backup())
                    .as((plan, version, storage, extensions, backup) -> new Postgres(name, plan, version, storage,
                            extensions,
                            backup));
            case "cache" -> Combinators.combine(plan(), Arbitraries.of("6", "7", "8"),
                    Arbitraries.of(DatastoreReader.EVICTIONS), Arbitraries.of(Redis.Persistence.class), backup())
                    .as((plan, version, eviction, persistence, backup) -> new Redis(name, plan, version, eviction,
                            persistence,
                            backup));
            default -> web(name);
        };
    }

    private static Arbitrary<Service> web(String name) {
        var healthcheck = Combinators
                .combine(Arbitraries.of("/", "/up?deep=1"), seconds(300), seconds(60), seconds(1800),
                        Arbitraries.integers().between(1, 100))
                .as(Healthcheck::new);
        var domains = Arbitraries.of("a.example", "b.example").map(host -> name + "." + host).list().uniqueElements()
                .ofMaxSize(2);
        return Combinators
                .combine(process(name), Arbitraries.integers().between(1, 65_535), healthcheck, scaling(), domains)
                .as((p, port, health, scaling, hosts) -> new Web(p.name(), p.plan(), p.source(), p.start(),
                        p.preDeploy(),
                        p.stopGrace(), p.env(), p.secretRefs(), true, port, health, scaling, hosts));
    }

    private static Arbitrary<Service> worker(String name) {
        return process(name).map(worker -> worker);
    }

    private static Arbitrary<Service> cron(String name) {
        return Combinators.combine(process(name), Arbitraries.of("* * * * *", "0 3 * * 1-5"),
                Arbitraries.of("UTC", "Europe/Berlin").map(ZoneId::of), Arbitraries.of(Cron.Concurrency.class),
                seconds(86_400))
                .as((p, schedule, zone, concurrency, timeout) -> new Cron(p.name(), p.plan(), p.source(), p.start(),
                        p.stopGrace(), p.env(), p.secretRefs(), true, schedule, zone, concurrency, timeout));
    }

    /** What process services have in common, as a worker. */
    private static Arbitrary<Worker> process(String name) {
        var build = Combinators
                .combine(Arbitraries.of(".", "api", "services/api"), Arbitraries.of("Dockerfile").injectNull(0.5),
                        TEXT.injectNull(0.5),
                        Arbitraries.of("packs/a", "https://example.com/b.git").list().ofMaxSize(2))
                .as((context, dockerfile, command, packs) -> dockerfile == null
                        ? new Source.Build(context, null, command, packs)
                        : new Source.Build(context, dockerfile, null, List.of()));
        Arbitrary<Source> source = Arbitraries.oneOf(build,
                Arbitraries.of("nginx", "ghcr.io/acme/shop:1.2").map(Source.Image::new));
        return Combinators.combine(plan(), source, TEXT.injectNull(0.5), TEXT.injectNull(0.5),
                Arbitraries.integers().between(0, 3600).map(Duration::ofSeconds), env(), secrets(), scaling())
                .as((plan, from, start, preDeploy, grace, env, secrets, scaling) -> new Worker(name, plan, from, start,
                        preDeploy, grace, env, secrets, true, scaling));
    }

    private static Arbitrary<Map<String, Value>> env() {
        Arbitrary<Value> value = Arbitraries.oneOf(
                Arbitraries.oneOf(TEXT, Arbitraries.of("", "3", "true", "null", "~", "1.10", "-", " x "))
                        .map(Value.Plain::new),
                Arbitraries.of(Value.Property.CONNECTION_STRING, Value.Property.HOST, Value.Property.PASSWORD)
                        .map(property -> new Value.FromService("db", property)));
        return Arbitraries.maps(Arbitraries.of("NODE_ENV", "A", "b_2", "LOG_LEVEL"), value).ofMaxSize(4);
    }

    private static Arbitrary<List<String>> secrets() {
        return Arbitraries.of("API_KEY", "SIGNING_KEY").list().uniqueElements().ofMaxSize(2);
    }

    private static Arbitrary<Scaling> scaling() {
        return Combinators.combine(Arbitraries.integers().between(1, 10), Arbitraries.integers().between(0, 10),
                Arbitraries.integers().between(1, 100)).as((least, more, cpu) -> new Scaling(least, least + more, cpu));
    }

    private static Arbitrary<Backup> backup() {
        return Combinators.combine(Arbitraries.integers().between(1, 90), Arbitraries.integers().between(0, 1439))
                .as((days, minute) -> new Backup(days, LocalTime.ofSecondOfDay(minute * 60L)));
    }

    private static Arbitrary<Previews> previews() {
        return Combinators.combine(Arbitraries.of(Previews.Generation.class), Arbitraries.integers().between(1, 365),
                Arbitraries.of(Previews.Database.class), TEXT.injectNull(0.5))
                .as((generation, days, database, seed) -> new Previews(generation, days, database,
                        database == Previews.Database.SNAPSHOT ? "staging" : null, seed));
    }

    private static Arbitrary<String> plan() {
        return Arbitraries.of(RateCard.words());
    }

    private static Arbitrary<Duration> seconds(int most) {
        return Arbitraries.integers().between(1, most).map(Duration::ofSeconds);
    }

    /** What an environment may change: here, scaling and variables of the worker, and a service of its own. */
    private record Changes(Scaling scaling, Map<String, Value> env, boolean more) {
        Map<String, Service> over(Map<String, Service> base) {
            var services = new LinkedHashMap<>(base);
            services.computeIfPresent("jobs", (_, service) -> {
                var jobs = (Worker) service;
                var merged = new LinkedHashMap<>(jobs.env());
                merged.putAll(env);
                return new Worker(jobs.name(), jobs.plan(), jobs.source(), jobs.start(), jobs.preDeploy(),
                        jobs.stopGrace(),
                        merged, jobs.secretRefs(), true, scaling);
            });
            if (more) {
                services.put("mail", new Worker("mail", "starter", new Source.Image("mail"), null, null,
                        Duration.ofSeconds(30), Map.of(), List.of(), true, Scaling.DEFAULT));
            }
            return services;
        }
    }

    private static Arbitrary<Changes> overrides() {
        return Combinators.combine(scaling(), env(), Arbitraries.of(true, false)).as(Changes::new);
    }

    private static Map<String, Service> named(List<Service> services) {
        var named = new LinkedHashMap<String, Service>();
        new ArrayList<>(services).forEach(service -> named.put(service.name(), service));
        return named;
    }
}
