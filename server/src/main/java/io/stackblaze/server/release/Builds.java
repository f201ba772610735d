package io.stackblaze.server.release;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.stackblaze.build.Build;
import io.stackblaze.server.store.Rows;
import org.jdbi.v3.core.Jdbi;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What is remembered about builds, so that a release finds its code again. Any thread may use it. */
public final class Builds {
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {
    };
    /** How many releases of each environment keep their builds. */
    private static final int RELEASES_KEPT = 20;
    /** A build this young may belong to a release that is not written yet. */
    private static final Duration YOUNG = Duration.ofHours(2);

    private final Jdbi jdbi;
    private final JsonMapper json;
    private final Clock clock;

    /** Remembers in the database. */
    public Builds(Jdbi jdbi, JsonMapper json, Clock clock) {
        this.jdbi = jdbi;
        this.json = json;
        this.clock = clock;
    }

    /** Remembers a build. */
    public void keep(Build build) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                insert into builds (id, directory, processes, environment, used_at)
                values (:id, :directory, cast(:processes as jsonb), cast(:environment as jsonb), :now)
                on conflict (id) do update set directory = excluded.directory, processes = excluded.processes,
                    environment = excluded.environment, used_at = excluded.used_at""").bind("id", build.id())
                .bind("directory", build.directory().toString())
                .bind("processes", json.writeValueAsString(build.processes()))
                .bind("environment", json.writeValueAsString(build.environment())).bind("now", clock.instant())
                .execute());
    }

    /** A build that is still there. */
    public Optional<Build> find(String id) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from builds where id = :id").bind("id", id)
                .map((row, _) -> new Build(id, Path.of(Rows.text(row, "directory")),
                        json.readValue(Rows.text(row, "processes"), TEXTS),
                        json.readValue(Rows.text(row, "environment"), TEXTS), List.of()))
                .findOne()).filter(build -> Files.isDirectory(build.directory()));
    }

    /** Ids of builds that must not be deleted. */
    public Set<String> needed() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                select b.build_id from release_builds b join (
                    select id, state, row_number() over (partition by environment_id order by version desc) age
                    from releases) r on r.id = b.release_id
                where r.age <= :kept or r.state in ('live', 'pending')
                union select id from builds where used_at > :young""").bind("kept", RELEASES_KEPT)
                .bind("young", clock.instant().minus(YOUNG)).mapTo(String.class).set());
    }
}
