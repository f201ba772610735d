package io.stackblaze.server.operation;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.stackblaze.server.secret.Random;
import io.stackblaze.server.secret.Vault;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Operations: asking for one, looking at them, cancelling one. Any thread may use it. */
public final class Operations {
    private final Jdbi jdbi;
    private final JsonMapper json;
    private final Vault vault;
    private final Clock clock;
    private final Random random;
    private final Map<String, Kind> kinds;
    private final OperationRows rows;
    private volatile Starter starter = _ -> {};

    /** Has operations run; the queue sets itself here. */
    interface Starter {
        void start(String operation);
    }

    /**
     * What somebody asks for.
     *
     * @param environment null for the whole project
     * @param once equal for repetitions of the same request, so that only one operation comes of them
     */
    public record Request(String kind, String project, @Nullable String environment, String by, String description,
            JsonNode input, Optional<String> once) {}

    /** What to list. */
    public record Query(Optional<String> project, Optional<String> environment, Optional<Operation.State> state,
            Optional<String> before, int limit) {}

    /** Keeps operations in the database. */
    public Operations(Jdbi jdbi, JsonMapper json, Vault vault, Clock clock, Random random, List<Kind> kinds) {
        this.jdbi = jdbi;
        this.json = json;
        this.vault = vault;
        this.clock = clock;
        this.random = random;
        this.kinds = kinds.stream().collect(Collectors.toUnmodifiableMap(Kind::word, Function.identity()));
        this.rows = new OperationRows(json);
    }

    /** Writes an operation down and has it begin, or wait for those before it. */
    public Operation begin(Request request) {
        String id = request.once().map(Operations::idOf).orElseGet(() -> "op_" + random.id());
        var kind = kind(request.kind());
        var steps = kind.steps(request.input());
        jdbi.useTransaction(handle -> {
            // Numbers must be given in the order of commits: they are the order in which operations run.
            handle.execute("select pg_advisory_xact_lock(7878, hashtext(?))", request.project());
            int inserted = handle.createUpdate("""
                    insert into operations
                        (id, kind, footprint, project, environment, state, description, created_by, created_at,
                         input_ciphertext)
                    values (:id, :kind, :footprint, :project, :environment, 'queued', :description, :by, :now, :input)
                    on conflict (id) do nothing""").bind("id", id).bind("kind", request.kind())
                    .bind("footprint", kind.footprint().name().toLowerCase(Locale.ROOT))
                    .bind("project", request.project()).bind("environment", request.environment())
                    .bind("description", request.description()).bind("by", request.by()).bind("now", clock.instant())
                    .bind("input", vault.seal("operation/" + id, json.writeValueAsString(request.input()))).execute();
            for (int i = 0; inserted > 0 && i < steps.size(); i++) {
                insertStep(handle, id, i, steps.get(i).name());
            }
        });
        starter.start(id);
        return find(id).orElseThrow();
    }

    /** The id of the operation that comes of a request which is equal for its repetitions. */
    public static String idOf(String once) {
        return "op_" + digest(once);
    }

    /** An operation as it is now. */
    public Optional<Operation> find(String id) {
        return jdbi.withHandle(handle -> rows.find(handle, id));
    }

    /** Operations, newest first; one more than asked for when there are more. */
    public List<Operation> list(Query query) {
        return jdbi.withHandle(handle -> rows.list(handle, query));
    }

    /** The operation of an environment that is running, or else the first in its queue; what works beside it last. */
    public Optional<Operation> current(String project, String environment) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                select id from operations where project = :project and finished_at is null
                  and (environment is null or environment = :environment)
                order by footprint = 'beside', sequence limit 1""")
                .bind("project", project).bind("environment", environment).mapTo(String.class).findOne()
                .flatMap(id -> rows.find(handle, id)));
    }

    /** A number that grows when the operation changes; empty when there is no such operation. */
    public Optional<Long> version(String id) {
        return jdbi.withHandle(handle -> handle.createQuery("select version from operations where id = :id")
                .bind("id", id).mapTo(Long.class).findOne());
    }

    /** Lines of an operation's log with larger ids than {@code after}, oldest first, at most 500. */
    public List<LogRow> log(String id, long after) {
        return jdbi.withHandle(handle -> rows.log(handle, id, after));
    }

    /** A line of an operation's log. */
    public record LogRow(long id, java.time.Instant at, String step, String text) {}

    /** Asks for an early end; says whether it was still possible. */
    public boolean cancel(String id) {
        boolean cancelled = jdbi.withHandle(handle -> handle.createUpdate("""
                update operations set cancelling = true, version = version + 1
                where id = :id and finished_at is null""").bind("id", id).execute()) == 1;
        starter.start(id);
        return cancelled;
    }

    /** Ids of all that are not finished. */
    List<String> unfinished() {
        return jdbi.withHandle(handle -> handle
                .createQuery("select id from operations where finished_at is null order by sequence")
                .mapTo(String.class).list());
    }

    /** What stands before an operation and is not finished. */
    Optional<String> waitingFor(String id) {
        return jdbi.withHandle(handle -> rows.waitingFor(handle, id));
    }

    Work work(String id) {
        return jdbi.withHandle(handle -> rows.work(handle, id, vault));
    }

    Kind kind(String word) {
        return Objects.requireNonNull(kinds.get(word), word);
    }

    void startWith(Starter with) {
        this.starter = with;
    }

    static void insertStep(Handle handle, String operation, int position, String name) {
        handle.createUpdate("""
                insert into operation_steps (operation_id, position, name, state)
                values (:operation, :position, :name, 'waiting') on conflict do nothing""").bind("operation", operation)
                .bind("position", position).bind("name", name).execute();
    }

    private static String digest(String text) {
        try {
            byte[] hash = java.security.MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return java.util.HexFormat.of().formatHex(hash, 0, 12);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
