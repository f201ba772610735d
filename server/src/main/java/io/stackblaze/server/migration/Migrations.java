package io.stackblaze.server.migration;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.server.migration.MigrationView.State;
import io.stackblaze.server.migration.MigrationView.StepState;
import io.stackblaze.server.migration.MigrationView.Word;
import io.stackblaze.server.secret.Random;
import io.stackblaze.server.secret.Vault;
import io.stackblaze.server.store.Rows;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Migrations in the database, tokens encrypted. Any thread may use it. */
public final class Migrations {
    private final Jdbi jdbi;
    private final JsonMapper json;
    private final Vault vault;
    private final Clock clock;
    private final Random random;

    /** What somebody asks for. */
    record Draft(String app, EnvironmentId target, Migration.Heroku heroku, String token, @Nullable String source,
            @Nullable String blueprint, @Nullable String test, String by) {}

    /** Keeps them in the database. */
    public Migrations(Jdbi jdbi, JsonMapper json, Vault vault, Clock clock, Random random) {
        this.jdbi = jdbi;
        this.json = json;
        this.vault = vault;
        this.clock = clock;
        this.random = random;
    }

    /** Writes one down; empty when the app moves already, or another moves to the same place. */
    Optional<Migration> create(Draft draft) {
        String id = "mig_" + random.id();
        int made = jdbi.withHandle(handle -> handle.createUpdate("""
                insert into migrations (id, app, project, environment, hosts, token_ciphertext, source, blueprint, test,
                    state, step, created_at, created_by)
                values (:id, :app, :project, :environment, cast(:hosts as jsonb), :token, :source, :blueprint, :test,
                    'waiting', 'inspect', :now, :by) on conflict do nothing""").bind("id", id).bind("app", draft.app())
                .bind("project", draft.target().project()).bind("environment", draft.target().environment())
                .bind("hosts", json.writeValueAsString(draft.heroku()))
                .bind("token", vault.seal(owner(id), draft.token())).bind("source", draft.source())
                .bind("blueprint", draft.blueprint()).bind("test", draft.test()).bind("now", clock.instant())
                .bind("by", draft.by()).execute());
        return made == 0 ? Optional.empty() : find(id);
    }

    /** By id, or the newest of an app, one that is not over first. */
    Optional<Migration> find(String idOrApp) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                select * from migrations where id = :word or app = :word
                order by finished_at is not null, created_at desc limit 1""").bind("word", idOrApp)
                .map((row, _) -> migration(row)).findOne());
    }

    /** One that exists. */
    Migration get(String id) {
        return find(id).orElseThrow();
    }

    /** All, newest first. */
    List<Migration> list() {
        return jdbi.withHandle(handle -> handle.createQuery("select * from migrations order by created_at desc, id")
                .map((row, _) -> migration(row)).list());
    }

    /** Whether there is or was any. */
    boolean any() {
        return jdbi.withHandle(handle -> handle.createQuery("select exists (select from migrations)")
                .mapTo(Boolean.class).one());
    }

    /** Takes it for an operation that is about to begin; false when it is not as it was seen. */
    boolean claim(Migration seen, Word step, String operation) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                update migrations set state = 'running', step = :step, operation = :operation
                where id = :id and state = :was and step = :wasStep and operation is not distinct from :wasOperation""")
                .bind("step", word(step)).bind("operation", operation).bind("id", seen.id())
                .bind("was", word(seen.state())).bind("wasStep", word(seen.step()))
                .bind("wasOperation", seen.operation()).execute()) == 1;
    }

    /** From now on it stands there. */
    void arrive(String id, State state, Word step) {
        update(id, "state = '" + word(state) + "', step = '" + word(step) + "'");
    }

    /** Whether the server keeps the datastores in step from now on. */
    void follow(String id, boolean wanted) {
        update(id, "following = " + wanted);
    }

    /** It is over; the token is forgotten. */
    void end(String id, State state) {
        jdbi.useHandle(handle -> handle
                .createUpdate(
                        """
                                update migrations set state = :state, finished_at = :now, token_ciphertext = null, known_ciphertext = null,
                                    dns_ciphertext = null,
                                    following = false
                                where id = :id""")
                .bind("state", word(state)).bind("now", clock.instant()).bind("id", id).execute());
    }

    /** Keeps a fact. */
    <T> void keep(String id, Fact<T> fact, T value) {
        jdbi.useHandle(handle -> keep(handle, id, fact, value));
    }

    /** Forgets a fact. */
    void forget(String id, Fact<?> fact) {
        jdbi.useHandle(handle -> handle.createUpdate("update migrations set facts = facts - :name where id = :id")
                .bind("name", fact.name()).bind("id", id).execute());
    }

    /** A step is at work. */
    void begun(String id, Word step) {
        steps(id, step, before -> new Fact.Passed(StepState.RUNNING, clock.instant(), null, List.of()));
    }

    /** A step has come to an end. */
    void passed(String id, Word step, StepState how, List<String> proof) {
        steps(id, step, before -> new Fact.Passed(how,
                before.state() == StepState.WAITING ? clock.instant() : before.startedAt(), clock.instant(), proof));
    }

    private void steps(String id, Word step, UnaryOperator<Fact.Passed> change) {
        jdbi.useTransaction(handle -> {
            var row = handle.createQuery("select * from migrations where id = :id for update").bind("id", id)
                    .map((found, _) -> migration(found)).one();
            var steps = new LinkedHashMap<>(row.fact(Fact.STEPS).orElse(java.util.Map.of()));
            var before = steps.getOrDefault(step.name(),
                    new Fact.Passed(StepState.WAITING, clock.instant(), null, List.of()));
            steps.put(step.name(), change.apply(before));
            keep(handle, id, Fact.STEPS, steps);
        });
    }

    /** Notes for people that somebody did something. */
    void note(String id, String by, String what) {
        jdbi.useHandle(handle -> handle
                .createUpdate(
                        "insert into migration_events (migration_id, at, who, what) values (:id, :at, :who, :what)")
                .bind("id", id).bind("at", clock.instant()).bind("who", by).bind("what", what).execute());
    }

    /** Who did what, oldest first. */
    List<MigrationView.Event> events(String id) {
        return jdbi.withHandle(handle -> handle
                .createQuery("select at, who, what from migration_events where migration_id = :id order by id")
                .bind("id", id).map((row, _) -> new MigrationView.Event(Rows.instant(row, "at"), Rows.text(row, "who"),
                        Rows.text(row, "what")))
                .list());
    }

    /** The token; empty once the migration is over. */
    Optional<String> token(String id) {
        return jdbi.withHandle(handle -> handle
                .createQuery("select token_ciphertext from migrations where id = :id and token_ciphertext is not null")
                .bind("id", id).map((row, _) -> vault.open(owner(id), Rows.bytes(row, "token_ciphertext"))).findOne());
    }

    /** Keeps what was seen at Heroku, until the migration is over. */
    void know(String id, Known known) {
        jdbi.useHandle(handle -> handle.createUpdate("update migrations set known_ciphertext = :known where id = :id")
                .bind("known", vault.seal(owner(id) + "/known", json.writeValueAsString(known))).bind("id", id)
                .execute());
    }

    /** What was seen there when it was looked at; empty before. */
    Optional<Known> known(String id) {
        return jdbi.withHandle(handle -> handle
                .createQuery("select known_ciphertext from migrations where id = :id and known_ciphertext is not null")
                .bind("id", id).map((row, _) -> json.readValue(vault.open(owner(id) + "/known",
                        Rows.bytes(row, "known_ciphertext")), Known.class))
                .findOne());
    }

    /** Keeps the secret of the key that changes DNS records, until the migration is over; null forgets it. */
    void keepDnsSecret(String id, @Nullable String secret) {
        jdbi.useHandle(handle -> handle.createUpdate("update migrations set dns_ciphertext = :secret where id = :id")
                .bind("secret", secret == null ? null : vault.seal(owner(id) + "/dns", secret)).bind("id", id)
                .execute());
    }

    /** The secret of the key that changes DNS records. */
    Optional<String> dnsSecret(String id) {
        return jdbi.withHandle(handle -> handle
                .createQuery("select dns_ciphertext from migrations where id = :id and dns_ciphertext is not null")
                .bind("id", id).map((row, _) -> vault.open(owner(id) + "/dns", Rows.bytes(row, "dns_ciphertext")))
                .findOne());
    }

    /** Tokens of a project's migrations, to keep them out of what is shown. */
    public Collection<String> tokens(String project) {
        return jdbi.withHandle(handle -> handle
                .createQuery("select id from migrations where project = :project and token_ciphertext is not null")
                .bind("project", project).mapTo(String.class).list()).stream()
                .flatMap(id -> Stream.concat(token(id).stream(), dnsSecret(id).stream()))
                .collect(Collectors.toSet());
    }

    private <T> void keep(Handle handle, String id, Fact<T> fact, T value) {
        handle.createUpdate("""
                update migrations set facts = jsonb_set(facts, array[:name], cast(:value as jsonb)) where id = :id""")
                .bind("name", fact.name()).bind("value", json.writeValueAsString(value)).bind("id", id).execute();
    }

    private void update(String id, String set) {
        jdbi.useHandle(handle -> handle.createUpdate("update migrations set " + set + " where id = :id").bind("id", id)
                .execute());
    }

    private Migration migration(ResultSet row) throws SQLException {
        return new Migration(Rows.text(row, "id"), Rows.text(row, "app"),
                new EnvironmentId(Rows.text(row, "project"), Rows.text(row, "environment")),
                json.readValue(Rows.text(row, "hosts"), Migration.Heroku.class), row.getString("source"),
                row.getString("blueprint"), row.getString("test"),
                State.valueOf(Rows.text(row, "state").toUpperCase(Locale.ROOT)),
                Word.valueOf(Rows.text(row, "step").toUpperCase(Locale.ROOT)), row.getString("operation"),
                row.getBoolean("following"), json.readTree(Rows.text(row, "facts")), Rows.instant(row, "created_at"),
                Rows.text(row, "created_by"), Rows.instantOrNull(row, "finished_at"));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String owner(String id) {
        return "migration/" + id;
    }
}
