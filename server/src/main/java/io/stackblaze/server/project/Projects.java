package io.stackblaze.server.project;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.server.store.Rows;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Projects and their environments. Any thread may use it. */
public final class Projects {
    private final Jdbi jdbi;
    private final Clock clock;

    /** What is wanted of an environment's services. */
    public enum Intent {
        /** Nothing was released yet. */
        EMPTY,
        /** They run. */
        UP,
        /** A person took them down. */
        DOWN
    }

    /** A project as it is listed. */
    public record Project(String name, Instant createdAt, List<String> environments) {}

    /** An environment's row. */
    public record Environment(long key, EnvironmentId id, Intent intent, long revision) {}

    /** Keeps them in the database. */
    public Projects(Jdbi jdbi, Clock clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** All projects, by name. */
    public List<Project> list() {
        record Row(String project, Instant createdAt, Optional<String> environment) {}
        var rows = jdbi.withHandle(handle -> handle.createQuery("""
                select p.name project, p.created_at, e.name environment
                from projects p left join environments e on e.project_id = p.id
                order by p.name, e.name <> 'production', e.name""").map((row, _) -> new Row(Rows.text(row, "project"),
                Rows.instant(row, "created_at"), Optional.ofNullable(row.getString("environment")))).list());
        var projects = new LinkedHashMap<String, Project>();
        for (var row : rows) {
            var project = projects.computeIfAbsent(row.project(),
                    name -> new Project(name, row.createdAt(), new ArrayList<>()));
            row.environment().ifPresent(project.environments()::add);
        }
        return List.copyOf(projects.values());
    }

    /** Whether there is such a project. */
    public boolean exists(String project) {
        return jdbi.withHandle(handle -> handle.createQuery("select exists (select from projects where name = :name)")
                .bind("name", project).mapTo(Boolean.class).one());
    }

    /** The environments of a project. */
    public List<Environment> environments(String project) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " where p.name = :project order by e.name")
                .bind("project", project).map((row, _) -> environment(row)).list());
    }

    /** All environments. */
    public List<Environment> environments() {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " order by p.name, e.name")
                .map((row, _) -> environment(row)).list());
    }

    /** The environment, if it exists. */
    public Optional<Environment> find(EnvironmentId id) {
        return jdbi.withHandle(handle -> find(handle, id));
    }

    /** The environment; it is made, with its project, when it does not exist. */
    public Environment ensure(EnvironmentId id) {
        return jdbi.inTransaction(handle -> {
            handle.createUpdate("insert into projects (name, created_at) values (:name, :now) on conflict do nothing")
                    .bind("name", id.project()).bind("now", clock.instant()).execute();
            handle.createUpdate("""
                    insert into environments (project_id, name, created_at)
                    select id, :name, :now from projects where name = :project on conflict do nothing""")
                    .bind("name", id.environment()).bind("now", clock.instant()).bind("project", id.project())
                    .execute();
            return find(handle, id).orElseThrow();
        });
    }

    /** Says what is wanted of it from now on. */
    public void intend(long environment, Intent intent) {
        jdbi.useHandle(handle -> handle.createUpdate("update environments set intent = :intent where id = :id")
                .bind("intent", intent.name().toLowerCase(Locale.ROOT)).bind("id", environment).execute());
    }

    /** A revision larger than any that was given out before for this environment. */
    public long nextRevision(long environment) {
        return jdbi.withHandle(handle -> handle
                .createQuery("update environments set revision = revision + 1 where id = :id returning revision")
                .bind("id", environment).mapTo(Long.class).one());
    }

    /** Forgets a project and everything that belongs to it. */
    public void delete(String project) {
        jdbi.useHandle(
                handle -> handle.createUpdate("delete from projects where name = :name").bind("name", project)
                        .execute());
    }

    private static final String SELECT = """
            select e.id, e.name, e.intent, e.revision, p.name project
            from environments e join projects p on p.id = e.project_id""";

    private static Optional<Environment> find(Handle handle, EnvironmentId id) {
        return handle.createQuery(SELECT + " where p.name = :project and e.name = :name").bind("project", id.project())
                .bind("name", id.environment()).map((row, _) -> environment(row)).findOne();
    }

    private static Environment environment(java.sql.ResultSet row) throws java.sql.SQLException {
        return new Environment(row.getLong("id"),
                new EnvironmentId(Rows.text(row, "project"), Rows.text(row, "name")),
                Intent.valueOf(Rows.text(row, "intent").toUpperCase(Locale.ROOT)), row.getLong("revision"));
    }
}
