package io.stackblaze.server.migration;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import io.stackblaze.heroku.control.Dyno;
import io.stackblaze.heroku.control.HerokuControl;
import io.stackblaze.heroku.inventory.Job;
import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.heroku.platform.Question;
import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.catalog.Catalog;
import io.stackblaze.server.migration.MigrationView.State;
import io.stackblaze.server.migration.MigrationView.Word;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at Heroku again and again, for each migration that is not over: what runs there, and what is not as it was.
 * Once
 * a minute; sooner when a step has ended, and all the time while sides change. Any thread may use it.
 */
final class Lookout implements AutoCloseable {
    /** Who notes what was noticed. */
    static final String NAME = "stackblaze";
    private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);
    private static final Duration TICK = Duration.ofSeconds(2);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration PARTING = Duration.ofSeconds(10);

    private final Migrations migrations;
    private final HerokuApp heroku;
    private final ThereNow board;
    private final Clock clock;
    private final Map<String, Last> last = new ConcurrentHashMap<>();
    private final ReentrantLock turn = new ReentrantLock();
    private final Rounds rounds = new Rounds("lookout", TICK, PARTING, this::round);

    /** When one was looked at, and where it stood. */
    private record Last(Instant at, String standing) {}

    Lookout(Migrations migrations, HerokuApp heroku, ThereNow board, Clock clock) {
        this.migrations = migrations;
        this.heroku = heroku;
        this.board = board;
        this.clock = clock;
    }

    void start() {
        rounds.start();
    }

    private void round() {
        migrations.list().stream().filter(this::isDue).forEach(this::glance);
    }

    private boolean isDue(Migration migration) {
        if (migration.finishedAt() != null || migration.fact(Fact.APP_ID).isEmpty()) {
            last.remove(migration.id());
            return false;
        }
        var before = last.get(migration.id());
        return before == null || changesSides(migration) || !before.standing().equals(standing(migration))
                || !clock.instant().isBefore(before.at().plus(EVERY));
    }

    private static boolean changesSides(Migration migration) {
        return migration.state() == State.RUNNING && migration.step().compareTo(Word.CUTOVER) >= 0;
    }

    private static String standing(Migration migration) {
        return migration.state() + " " + migration.step() + " " + migration.operation();
    }

    private void glance(Migration migration) {
        last.put(migration.id(), new Last(clock.instant(), standing(migration)));
        try {
            look(migration);
        } catch (HerokuException e) {
            LOG.info("{} at Heroku could not be looked at: {}", migration.app(), e.message());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks now. While a step is in work, what changes is its own doing. */
    Known look(Migration migration) throws HerokuException, InterruptedException {
        turn.lockInterruptibly();
        try (var control = new HerokuControl(heroku.hosts(migration), heroku.token(migration), Thread::sleep)) {
            var start = migrations.get(migration.id());
            var before = migrations.known(migration.id());
            var now = known(migration, control, before.map(Known::jobs).orElse(List.of()));
            var counts = counts(migration, now, control.dynos(migration.app()));
            var current = migrations.get(migration.id());
            boolean still = start.state() != State.RUNNING && standing(start).equals(standing(current));
            var differences = !still || before.isEmpty()
                    ? board.differences(migration)
                    : Difference.of(current, before.get(), now);
            note(current, differences);
            board.saw(migration, new ThereNow.Seen(clock.instant(), counts, differences));
            return now;
        } finally {
            turn.unlock();
        }
    }

    /** What the app is now, before it is read: what changes from here on is noticed. */
    void remember(Migration migration) throws HerokuException, InterruptedException {
        try (var control = new HerokuControl(heroku.hosts(migration), heroku.token(migration), Thread::sleep)) {
            migrations.know(migration.id(), known(migration, control, List.of()));
        }
        board.forget(migration);
    }

    /** From now on changes of schemas are noticed: the copies are as these are. */
    void rememberSchemas(Migration migration) {
        migrations.known(migration.id()).ifPresent(known -> migrations.know(migration.id(),
                known.withSchemas(schemas(migration, known.config()))));
    }

    private Known known(Migration migration, HerokuControl control, List<Job> otherwise)
            throws HerokuException, InterruptedException {
        var config = heroku.config(migration);
        var formation = new HashMap<String, Integer>();
        control.formation(migration.app()).forEach(type -> formation.put(type.type(), type.quantity()));
        var addons = new HashMap<String, String>();
        heroku.read(migration, reader -> reader.list(Question.of("/apps/" + migration.app() + "/addons")))
                .forEach(addon -> addons.put(addon.path("name").asString(""),
                        addon.path("plan").path("name").asString("")));
        return new Known(config, formation, control.jobs(migration.app()).orElse(otherwise), addons,
                migration.done(Word.SYNC) && !migration.isHere() ? schemas(migration, config) : Map.of());
    }

    /** Databases that do not answer now are left out; following them tells what is wrong. */
    private static Map<String, String> schemas(Migration migration, Map<String, String> config) {
        var schemas = new HashMap<String, String>();
        for (var store : migration.stores()) {
            var url = config.getOrDefault(store.variable(), "");
            if (store.kind().equals("postgres") && !url.isEmpty()) {
                try (var session = Endpoint.parse(url).connect()) {
                    schemas.put(store.service(), Catalog.fingerprint(session));
                } catch (SQLException | IllegalArgumentException e) {
                    LOG.info("the schema of {} could not be looked at", store.service());
                }
            }
        }
        return schemas;
    }

    private static Map<String, Integer> counts(Migration migration, Known now, List<Dyno> dynos) {
        var counts = new HashMap<String, Integer>();
        for (var pair : migration.pairs()) {
            if (pair.job() != null) {
                var wanted = pair.job();
                counts.put(pair.name(), (int) now.jobs().stream()
                        .filter(job -> job.command().equals(wanted.command())).limit(1).count());
            } else if (!pair.process().isEmpty()) {
                counts.put(pair.name(), (int) dynos.stream().filter(dyno -> dyno.type().equals(pair.process())
                        && !dyno.state().equals("down") && !dyno.state().equals("crashed")).count());
            } else if (!pair.there().isEmpty()) {
                var addon = pair.there().replaceFirst(" \\(.*", "");
                counts.put(pair.name(), now.addons().containsKey(addon) ? 1 : 0);
            }
        }
        return counts;
    }

    /** Each once, however often it is seen. */
    private void note(Migration migration, List<Difference> differences) {
        var seen = board.differences(migration);
        var fresh = new ArrayList<>(differences);
        fresh.removeAll(seen);
        if (fresh.isEmpty()) {
            return;
        }
        var noted = migrations.events(migration.id()).stream().map(MigrationView.Event::what).toList();
        fresh.stream().map(each -> "noticed at Heroku: " + each.says()).filter(text -> !noted.contains(text))
                .forEach(text -> migrations.note(migration.id(), NAME, text));
    }

    @Override
    public void close() {
        rounds.close();
    }
}
