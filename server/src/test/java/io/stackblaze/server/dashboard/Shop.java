package io.stackblaze.server.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import io.stackblaze.blueprint.ServiceType;
import io.stackblaze.engine.BackupReport;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.LogLine;
import io.stackblaze.server.dashboard.page.EnvironmentMap;
import io.stackblaze.server.dashboard.page.FigureSeries;
import io.stackblaze.server.dashboard.page.InstanceRow;
import io.stackblaze.server.dashboard.page.OperationPage;
import io.stackblaze.server.dashboard.page.OperationView;
import io.stackblaze.server.dashboard.page.OperationView.Step;
import io.stackblaze.server.dashboard.page.ReleaseRow;
import io.stackblaze.server.dashboard.page.ServiceCard;
import io.stackblaze.server.dashboard.page.State;
import io.stackblaze.server.dashboard.page.VariableRow;
import io.stackblaze.server.datastore.DatastoreView;
import io.stackblaze.server.datastore.PostgresFacts;
import io.stackblaze.server.datastore.RedisFacts;
import io.stackblaze.server.environment.Figures;
import io.stackblaze.server.operation.Operation;

/** A shop as it would be on a good day, in the middle of a deployment, and on a bad day. */
final class Shop {
    static final Instant NOW = Instant.parse("2026-11-23T12:40:00Z");
    static final EnvironmentId PRODUCTION = new EnvironmentId("shop", "production");
    static final EnvironmentId STAGING = new EnvironmentId("shop", "staging");
    private static final long MIB = 1 << 20;
    private static final List<String> STEPS = List.of("fetch", "detect", "build web", "pre-deploy", "start", "health",
            "switch");

    private Shop() {}

    static ServiceCard web(int ready) {
        return new ServiceCard("web", ServiceType.WEB, State.LIVE, "live", "", List.of(), 12, "", ready, 2, 14.2,
                188 * MIB, "", null, List.of("http://web.shop.localhost:8080"), List.of("db", "cache"), "",
                List.of(instance("web.1", 12), instance("web.2", 12)));
    }

    static ServiceCard worker() {
        return new ServiceCard("worker", ServiceType.WORKER, State.LIVE, "live", "", List.of(), 12, "", 1, 1, 3.1,
                74 * MIB, "", null, List.of(), List.of("db", "cache"), "", List.of(instance("worker.1", 12)));
    }

    static ServiceCard crashedWorker() {
        var crashed = new InstanceRow("worker.1", State.FAILING, "backing off", 12, NOW.minusSeconds(30),
                NOW.minusSeconds(22), 6, "exited with code 1 after 8 s; starts again in 40 s", 0, 0);
        return new ServiceCard("worker", ServiceType.WORKER, State.FAILING, "crashing",
                "worker.1 exited with code 1 after 8 s, 6 times in a row; starts again in 40 s",
                List.of("worker: connecting to cache.internal:6379",
                        "\u001b[31mError\u001b[0m: NOAUTH Authentication required.",
                        "    at Queue.pop (/app/queue.js:31:11)"),
                12, "", 0, 1, 0, 0, "", null, List.of(), List.of("db", "cache"), "", List.of(crashed));
    }

    static ServiceCard totals() {
        var run = new InstanceRow("totals.1842", State.DONE, "ended", 12, NOW.minusSeconds(62),
                NOW.minusSeconds(61), 0, "exited with code 0 after 0.9 s", 0, 0);
        return new ServiceCard("totals", ServiceType.CRON, State.LIVE, "on time", "", List.of(), 12, "", 0, 0, 0, 0,
                "* * * * * UTC", NOW.plusSeconds(58), List.of(), List.of("db"), "", List.of(run));
    }

    static ServiceCard db() {
        return new ServiceCard("db", ServiceType.POSTGRES, State.LIVE, "live", "", List.of(), 0, "", 1, 1, 1.4,
                96 * MIB, "", null, List.of(), List.of(), "PostgreSQL 16.15, 42 MB",
                List.of(instance("db.1", 0)));
    }

    static ServiceCard cache() {
        return new ServiceCard("cache", ServiceType.REDIS, State.LIVE, "live", "", List.of(), 0, "", 1, 1, 0.3,
                9 * MIB, "", null, List.of(), List.of(), "Redis 7.0.15, 1 240 keys", List.of(instance("cache.1", 0)));
    }

    /** What is known of {@link #db}. */
    static DatastoreView.Detail database() {
        var statements = List.of(
                new PostgresFacts.Statement("select * from orders where customer = $1 and placed_at > $2 order by "
                        + "placed_at desc limit $3", 482_100, 93_400, 0.19, 964_200),
                new PostgresFacts.Statement("insert into orders (customer, item) values ($1, $2)", 21_004, 9_120, 0.43,
                        21_004));
        var bases = IntStream.rangeClosed(0, 6).mapToObj(day -> new BackupReport.Base("base-" + day,
                NOW.minus(Duration.ofDays(6L - day)).minusSeconds(36_000), 2_100_000_000, 310_000_000)).toList();
        var backups = new BackupReport(BackupReport.State.HEALTHY, "",
                List.of(new BackupReport.Range(NOW.minus(Duration.ofDays(7)), NOW.minus(Duration.ofHours(70))),
                        new BackupReport.Range(NOW.minus(Duration.ofHours(66)), NOW.minusSeconds(7))),
                bases,
                List.of(new BackupReport.Point("before release 12", NOW.minus(Duration.ofHours(36))),
                        new BackupReport.Point("before migration 42", NOW.minus(Duration.ofHours(3)))),
                new BackupReport.Proof(NOW.minus(Duration.ofHours(33)), NOW.minus(Duration.ofHours(50)), 31, 48_210, 58,
                        8_300, List.of()));
        return new DatastoreView.Detail("db", ServiceType.POSTGRES, DatastoreView.State.LIVE, "PostgreSQL 16.15", 7,
                "02:30", new PostgresFacts("16.15", 2_200_000_000L, 12, 64, 99.41, 31, 58, 4L, statements), null,
                backups, null);
    }

    /** What is known of {@link #cache}. */
    static DatastoreView.Detail redis() {
        return new DatastoreView.Detail("cache", ServiceType.REDIS, DatastoreView.State.LIVE, "Redis 7.0.15", 7,
                "02:30", null, new RedisFacts("7.0.15", 1_400_000, 134_217_728, 3, 1240, 87.5, "noeviction"), null,
                null);
    }

    static InstanceRow instance(String name, int release) {
        return new InstanceRow(name, State.LIVE, "ready", release, NOW.minusSeconds(5400), null, 0, "", 7.1, 94 * MIB);
    }

    static EnvironmentMap goodDay() {
        return new EnvironmentMap(PRODUCTION, State.LIVE, "live", 12,
                List.of(web(2), worker(), totals(), db(), cache()), List.of(), Optional.empty());
    }

    static EnvironmentMap deploying() {
        var web = web(2);
        var rolling = new ServiceCard("web", ServiceType.WEB, State.CHANGING, "rolling", "", List.of(), 12,
                "v13 starting, 1 of 2 ready", 2, 2, 22.8, 240 * MIB, "", null, web.urls(), web.uses(), "",
                web.instances());
        return new EnvironmentMap(PRODUCTION, State.CHANGING, "deploying", 12,
                List.of(rolling, worker(), totals(), db(), cache()), List.of(), Optional.of(running()));
    }

    static EnvironmentMap badDay() {
        return new EnvironmentMap(PRODUCTION, State.FAILING, "failing", 12,
                List.of(web(2), crashedWorker(), totals(), db(), cache()),
                List.of("Environments can reach each other's addresses: this needs root. Start StackBlaze as root, "
                        + "or run only projects that trust each other.",
                        "Memory and CPU are not bounded: no cgroup may be written here."),
                Optional.of(failed()));
    }

    static EnvironmentMap empty() {
        return new EnvironmentMap(STAGING, State.STOPPED, "empty", 0, List.of(), List.of(), Optional.empty());
    }

    static OperationView running() {
        var started = NOW.minusSeconds(21);
        var steps = new ArrayList<Step>();
        for (int i = 0; i < STEPS.size(); i++) {
            if (i < 2) {
                steps.add(new Step(STEPS.get(i), State.DONE, "done", started.plusSeconds(i),
                        started.plusSeconds(i + 1), i == 1 ? "Node 22, npm" : "", 0, 0, "", List.of()));
            } else if (i == 2) {
                steps.add(new Step(STEPS.get(i), State.CHANGING, "running", started.plusSeconds(2), null,
                        "dependency layer hit: package-lock.json unchanged", 3, 7, "files",
                        List.of(new Operation.Phase("detect", started.plusSeconds(2), started.plusSeconds(3),
                                "Node 22, npm"))));
            } else {
                steps.add(new Step(STEPS.get(i), State.WAITING, "waiting", null, null, "", 0, 0, "", List.of()));
            }
        }
        return new OperationView("op_7f3a91", "deployment", "Deploy 4be91f1", "shop", PRODUCTION, State.CHANGING,
                "running", null,
                started, null, "owner", steps, "", "", List.of(), 0, Map.of());
    }

    static OperationView failed() {
        var started = NOW.minusSeconds(160);
        var steps = new ArrayList<Step>();
        for (int i = 0; i < STEPS.size(); i++) {
            var at = started.plusMillis(i * 2900L);
            if (i < 5) {
                steps.add(new Step(STEPS.get(i), State.DONE, "done", at, at.plusMillis(2900), "", 0, 0, "", List.of()));
            } else if (i == 5) {
                steps.add(new Step(STEPS.get(i), State.FAILING, "failed", at, at.plusSeconds(60),
                        "web.1 never answered on port 8080", 0, 0, "", List.of()));
            } else {
                steps.add(new Step(STEPS.get(i), State.WAITING, "skipped", null, null, "", 0, 0, "", List.of()));
            }
        }
        return new OperationView("op_02ce44", "deployment", "Deploy 4be91f1", "shop", PRODUCTION, State.FAILING,
                "failed", null, started,
                started.plusSeconds(75), "owner", steps,
                "web did not become healthy in 60 s: GET / on port 8080 was refused each time. v12 still serves.",
                "Let the app listen on 0.0.0.0:$PORT, then run stackblaze up again.",
                List.of("> shop@1.0.0 start", "> node server.js", "listening on 127.0.0.1:3000"), 0, Map.of());
    }

    static OperationView succeeded() {
        var steps = STEPS.stream().map(name -> new Step(name, State.DONE, "done", NOW.minusSeconds(90),
                NOW.minusSeconds(80), "", 0, 0, "", List.of())).toList();
        return new OperationView("op_11aa22", "deployment", "Deploy 4be91f1", "shop", PRODUCTION, State.DONE,
                "succeeded", null,
                NOW.minusSeconds(90), NOW.minusSeconds(70), "owner", steps, "", "", List.of(), 12,
                Map.of("web", "http://web.shop.localhost:8080"));
    }

    /** {@link #running} once it is over. */
    static OperationView finished() {
        return new OperationView(running().id(), "deployment", "Deploy 4be91f1", "shop", PRODUCTION, State.DONE,
                "succeeded", null,
                NOW.minusSeconds(90), NOW.minusSeconds(70), "owner", succeeded().steps(), "", "", List.of(), 13,
                succeeded().urls());
    }

    static List<OperationPage.Line> operationLog() {
        return List.of(
                new OperationPage.Line(1, NOW.minusSeconds(20), "detect",
                        "package.json and package-lock.json: Node 22"),
                new OperationPage.Line(2, NOW.minusSeconds(18), "build web",
                        "dependency layer hit: package-lock.json unchanged"));
    }

    static List<String> rollbackEffects() {
        return List.of("web and worker are replaced by their builds of v9, one instance at a time.",
                "LOG_LEVEL goes back to its value in v9.", "The databases stay as they are.");
    }

    static List<ReleaseRow> releases() {
        return IntStream.iterate(12, version -> version > 0, version -> version - 1).mapToObj(Shop::release).toList();
    }

    static ReleaseRow release(int version) {
        return new ReleaseRow(version, version == 10 ? State.FAILING : version == 12 ? State.LIVE : State.DONE,
                version == 10 ? "failed" : version == 12 ? "live" : "was live", version == 12,
                NOW.minus(Duration.ofHours(48L - version)), "owner", version == 11 ? "set LOG_LEVEL" : "deploy",
                version == 11 ? null : "4be91f" + version);
    }

    static List<VariableRow> variables() {
        return List.of(new VariableRow("DATABASE_URL", null, true, null, "db", false),
                new VariableRow("LOG_LEVEL", "info", false, null, "set", true),
                new VariableRow("SESSION_KEY", null, true, "web", "set", true),
                new VariableRow("SHOP_TITLE", "The corner shop, open late", false, "web", "blueprint", false));
    }

    static List<LogLine> log() {
        var lines = new ArrayList<LogLine>();
        for (int i = 0; i < 60; i++) {
            var at = NOW.minusSeconds(120 - i).plusMillis(i * 31L);
            lines.add(switch (i % 5) {
                case 0 -> new LogLine(at, "web", "web.1", "GET /orders 200 in " + (3 + i % 7) + " ms");
                case 1 -> new LogLine(at, "web", "web.2", "\u001b[32minfo\u001b[0m stored order " + (1000 + i));
                case 2 -> new LogLine(at, "worker", "worker.1", "took order " + (999 + i) + " from the queue");
                case 3 -> new LogLine(at, "worker", "worker.1", "\u001b[33mwarn\u001b[0m the printer is slow: "
                        + "waited 1.2 s for a receipt, which is more than anybody at the counter should have to");
                default -> new LogLine(at, "web", "platform", "web.2 answers its health check");
            });
        }
        return lines;
    }

    static List<FigureSeries> figures() {
        return List.of(series("web", true, 14, 188), series("worker", false, 3, 74));
    }

    private static FigureSeries series(String service, boolean web, double cpu, long memory) {
        var points = IntStream.range(0, 240).mapToObj(i -> {
            var wave = Math.sin(i / 17.0) + Math.sin(i / 5.0) / 3;
            return new Figures.Point(NOW.minusSeconds((240 - i) * 30L), Math.max(0, cpu + 5 * wave),
                    (memory + (long) (8 * wave)) * MIB, web ? Math.round(420 + 120 * wave) : null,
                    web ? (i % 61 == 0 ? 9L : 0L) : null, web ? 11 + 2 * wave : null,
                    web && i % 40 > 3 ? 60 + 22 * wave : null);
        }).toList();
        return new FigureSeries(service, points);
    }
}
