package io.stackblaze.cli.demo;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.stackblaze.cli.api.Api;
import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.environment.Target;

/**
 * Looks at both sides by itself, while nobody orders: reads every row and every key of both, looks for each order that
 * a
 * customer was told of, and for each run of the scheduler's jobs. It asks the product for nothing but the way in.
 */
final class Checker {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN = Duration.ofMillis(250);

    private final EmulatedAccount heroku;
    private final Api api;
    private final Target target;
    private final Clock clock;
    private final Map<String, String> services = new HashMap<>();

    Checker(EmulatedAccount heroku, Api api, Target target, Clock clock) {
        this.heroku = heroku;
        this.api = api;
        this.target = target;
        this.clock = clock;
    }

    /** Which side serves. */
    enum Side {
        /** Heroku. */
        THERE,
        /** StackBlaze. */
        HERE
    }

    /**
     * What was found.
     *
     * @param rows rows that were compared
     * @param keys keys that were compared
     * @param ticks minutes at which a job had to run
     * @param took how long both sides needed to be the same, once nobody ordered
     * @param faults whatever is not as it should be, in sentences
     */
    record Findings(long rows, long keys, int ticks, Duration took, List<String> faults) {}

    /**
     * Compares, once both sides had the time to come to rest.
     *
     * @param orders keys of the orders that customers were told of
     * @param ticks when jobs had to run
     */
    Findings look(Side live, Set<UUID> orders, Set<Tick> ticks) throws Failure, InterruptedException {
        var began = clock.instant();
        var config = heroku.config();
        try (var there = ShopDatabase.open("at Heroku", config.getOrDefault("DATABASE_URL", ""));
                var here = ShopDatabase.open("here", url("postgres"));
                var queueThere = ShopRedis.open("at Heroku", config.getOrDefault("REDIS_URL", ""));
                var queueHere = ShopRedis.open("here", url("redis"))) {
            var database = live == Side.HERE ? here : there;
            var queue = live == Side.HERE ? queueHere : queueThere;
            while (true) {
                boolean last = clock.instant().isAfter(began.plus(PATIENCE));
                boolean idle = queue.waiting() == 0 && database.unpacked() == 0;
                if (idle || last) {
                    var rowsThere = there.read();
                    var rowsHere = here.read();
                    var keysThere = queueThere.read();
                    var keysHere = queueHere.read();
                    var faults = new ArrayList<String>(rowsThere.differences(rowsHere));
                    faults.addAll(keysThere.differences(keysHere));
                    if (faults.isEmpty() || last) {
                        faults.addAll(orders(database, orders));
                        faults.addAll(runs(database, ticks));
                        return new Findings(rowsHere.count(), keysHere.count(), ticks.size(),
                                Duration.between(began, clock.instant()), List.copyOf(faults));
                    }
                }
                Thread.sleep(BETWEEN);
            }
        } catch (SQLException | IOException e) {
            throw Failure.of("The checker cannot read: " + e.getMessage());
        }
    }

    private static List<String> orders(ShopDatabase database, Set<UUID> told) throws SQLException {
        var faults = new ArrayList<String>();
        var there = database.orders();
        for (var key : told) {
            int times = there.getOrDefault(key, 0);
            if (times != 1) {
                faults.add("the order " + key + ", of which a customer was told, is there " + times + " times");
            }
        }
        if (database.unpacked() > 0) {
            faults.add(database.unpacked() + " orders were never packed by the worker");
        }
        if (database.packedAgain() > 0) {
            faults.add(database.packedAgain() + " orders were packed twice by workers");
        }
        return faults;
    }

    private static List<String> runs(ShopDatabase database, Set<Tick> due) throws SQLException {
        var faults = new ArrayList<String>();
        var seen = database.runs();
        for (var tick : due) {
            int times = seen.getOrDefault(tick, 0);
            if (times != 1) {
                faults.add("the job " + tick.job() + " of " + tick.minute() + " ran " + times + " times");
            }
        }
        seen.forEach((tick, times) -> {
            if (times > 1 && !due.contains(tick)) {
                faults.add("the job " + tick.job() + " of " + tick.minute() + " ran " + times + " times");
            }
        });
        return faults;
    }

    /** Ticks that lie so far back that their run must be over. */
    static Instant settled(Instant now) {
        return now.minusSeconds(20);
    }

    private String url(String type) throws Failure {
        if (services.isEmpty()) {
            for (var service : api.get(target.path("")).path("services").values()) {
                services.putIfAbsent(Json.text(service, "type"), Json.text(service, "name"));
            }
        }
        var service = services.get(type);
        if (service == null) {
            throw Failure.of("There is no " + type + " in " + target.title() + ".");
        }
        return Json.text(api.post(target.path("/datastores/" + Target.encode(service) + "/connection"), null), "url");
    }
}
