package io.stackblaze.server.release;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.stackblaze.server.secret.Vault;
import io.stackblaze.server.store.Rows;
import io.stackblaze.server.variable.Variable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Releases of environments. Any thread may use it. */
public final class Releases {
    private static final TypeReference<List<Variable>> VARIABLES = new TypeReference<>() {
    };

    private final Jdbi jdbi;
    private final JsonMapper json;
    private final Vault vault;
    private final Clock clock;

    /** A release to be. */
    public record Draft(long environment, String operation, String by, String description, @Nullable String commit,
            @Nullable Integer rollbackOf, String blueprint, List<Variable> variables, Map<String, String> builds) {}

    /** Keeps releases in the database, their variables encrypted. */
    public Releases(Jdbi jdbi, JsonMapper json, Vault vault, Clock clock) {
        this.jdbi = jdbi;
        this.json = json;
        this.vault = vault;
        this.clock = clock;
    }

    /** Writes a release down, pending, and gives its version; the same operation always gets the same one. */
    public int create(Draft draft) {
        return jdbi.inTransaction(handle -> {
            // One at a time in an environment, so that versions count without gaps.
            handle.createQuery("select id from environments where id = :id for update").bind("id", draft.environment())
                    .mapTo(Long.class).one();
            var made = handle.createQuery("select version from releases where operation_id = :operation")
                    .bind("operation", draft.operation()).mapTo(Integer.class).findOne();
            return made.isPresent() ? made.get() : insert(handle, draft);
        });
    }

    private int insert(Handle handle, Draft draft) {
        int version = handle
                .createQuery("select coalesce(max(version), 0) + 1 from releases where environment_id = :environment")
                .bind("environment", draft.environment()).mapTo(Integer.class).one();
        long id = handle.createUpdate("""
                insert into releases (environment_id, version, state, created_at, created_by, description, commit_id,
                    rollback_of, operation_id, blueprint, variables_ciphertext)
                values (:environment, :version, 'pending', :now, :by, :description, :commit, :rollbackOf, :operation,
                    :blueprint, :variables)""").bind("environment", draft.environment()).bind("version", version)
                .bind("now", clock.instant()).bind("by", draft.by()).bind("description", draft.description())
                .bind("commit", draft.commit()).bind("rollbackOf", draft.rollbackOf())
                .bind("operation", draft.operation()).bind("blueprint", draft.blueprint())
                .bind("variables", vault.seal(owner(draft.environment(), version),
                        json.writeValueAsString(draft.variables())))
                .executeAndReturnGeneratedKeys("id").mapTo(Long.class).one();
        draft.builds().forEach((service, build) -> handle.createUpdate("""
                insert into release_builds (release_id, service, build_id) values (:release, :service, :build)""")
                .bind("release", id).bind("service", service).bind("build", build).execute());
        return version;
    }

    /** Makes a release the live one, and the one before it superseded, in the caller's transaction. */
    public void live(Handle handle, long environment, int version) {
        handle.createUpdate("""
                update releases set state = 'superseded'
                where environment_id = :environment and state = 'live' and version <> :version""")
                .bind("environment", environment).bind("version", version).execute();
        handle.createUpdate("""
                update releases set state = 'live' where environment_id = :environment and version = :version""")
                .bind("environment", environment).bind("version", version).execute();
    }

    /** Says that a release never became live; no effect on one that did. */
    public void failed(long environment, int version) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                update releases set state = 'failed'
                where environment_id = :environment and version = :version and state = 'pending'""")
                .bind("environment", environment).bind("version", version).execute());
    }

    /** Releases, newest first; one more than {@code limit} when there are more. */
    public List<Release> list(long environment, Optional<Integer> before, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                select * from releases where environment_id = :environment
                  and (cast(:before as int) is null or version < :before)
                order by version desc limit :limit""").bind("environment", environment)
                .bind("before", before.orElse(null)).bind("limit", limit + 1).map((row, _) -> release(row)).list());
    }

    /** The release that serves. */
    public Optional<Release> live(long environment) {
        return jdbi.withHandle(handle -> handle
                .createQuery("select * from releases where environment_id = :environment and state = 'live'")
                .bind("environment", environment).map((row, _) -> release(row)).findOne());
    }

    /** One release. */
    public Optional<Release> find(long environment, int version) {
        return jdbi.withHandle(handle -> handle
                .createQuery("select * from releases where environment_id = :environment and version = :version")
                .bind("environment", environment).bind("version", version).map((row, _) -> release(row)).findOne());
    }

    /** What a release consists of. */
    public Optional<Content> content(long environment, int version) {
        return jdbi.withHandle(handle -> {
            var builds = handle.createQuery("""
                    select b.service, b.build_id from release_builds b join releases r on r.id = b.release_id
                    where r.environment_id = :environment and r.version = :version""").bind("environment", environment)
                    .bind("version", version).map((row, _) -> Map.entry(Rows.text(row, "service"),
                            Rows.text(row, "build_id")))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            return handle.createQuery("""
                    select * from releases where environment_id = :environment and version = :version""")
                    .bind("environment", environment).bind("version", version)
                    .map((row, _) -> new Content(version, Rows.text(row, "blueprint"),
                            json.readValue(
                                    vault.open(owner(environment, version), Rows.bytes(row, "variables_ciphertext")),
                                    VARIABLES),
                            builds, row.getString("commit_id")))
                    .findOne();
        });
    }

    /** What the live release consists of. */
    public Optional<Content> liveContent(long environment) {
        return live(environment).flatMap(release -> content(environment, release.version()));
    }

    private static String owner(long environment, int version) {
        return "release/" + environment + "/" + version;
    }

    private static Release release(ResultSet row) throws SQLException {
        return new Release(row.getInt("version"),
                Release.State.valueOf(Rows.text(row, "state").toUpperCase(Locale.ROOT)),
                Rows.instant(row, "created_at"),
                Rows.text(row, "created_by"), Rows.text(row, "description"), row.getString("commit_id"),
                Rows.numberOrNull(row, "rollback_of"), row.getString("operation_id"));
    }
}
