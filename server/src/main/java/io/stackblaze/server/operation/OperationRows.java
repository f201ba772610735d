package io.stackblaze.server.operation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.server.secret.Vault;
import io.stackblaze.server.store.Rows;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads operations from their rows. */
final class OperationRows {
    private static final TypeReference<List<Operation.Phase>> PHASES = new TypeReference<>() {
    };
    private static final TypeReference<Map<String, Object>> RESULT = new TypeReference<>() {
    };
    private static final TypeReference<HashMap<String, String>> FACTS = new TypeReference<>() {
    };
    /**
     * What an operation has to wait for: the first before it that is not finished and that it shares something with.
     * One that works beside all others shares something only with one that takes all away.
     */
    private static final String WAITING_FOR = """
            (select w.id from operations w
             where w.project = o.project and w.finished_at is null and w.sequence < o.sequence
               and (w.environment is null or o.environment is null or w.environment = o.environment)
               and not (o.footprint = 'beside' and w.footprint <> 'removal')
               and not (w.footprint = 'beside' and o.footprint <> 'removal')
             order by w.sequence limit 1)""";

    private final JsonMapper json;

    OperationRows(JsonMapper json) {
        this.json = json;
    }

    Optional<Operation> find(Handle handle, String id) {
        return handle.createQuery("select o.*, " + WAITING_FOR + " waiting_for from operations o where o.id = :id")
                .bind("id", id).map((row, _) -> operation(row, steps(handle, Rows.text(row, "id")))).findOne();
    }

    List<Operation> list(Handle handle, Operations.Query query) {
        return handle.createQuery("select o.*, " + WAITING_FOR + """
                 waiting_for from operations o
                where (cast(:project as text) is null or project = :project)
                  and (cast(:environment as text) is null or environment = :environment)
                  and (cast(:state as text) is null or state = :state)
                  and (cast(:before as text) is null
                       or sequence < (select b.sequence from operations b where b.id = :before))
                order by sequence desc limit :limit""").bind("project", query.project().orElse(null))
                .bind("environment", query.environment().orElse(null))
                .bind("state", query.state().map(state -> state.name().toLowerCase(Locale.ROOT)).orElse(null))
                .bind("before", query.before().orElse(null)).bind("limit", query.limit() + 1)
                .map((row, _) -> operation(row, steps(handle, Rows.text(row, "id")))).list();
    }

    Optional<String> waitingFor(Handle handle, String id) {
        return handle.createQuery("select " + WAITING_FOR + " from operations o where o.id = :id").bind("id", id)
                .map((row, _) -> Optional.ofNullable(row.getString(1))).one();
    }

    Work work(Handle handle, String id, Vault vault) {
        return handle.createQuery("select * from operations where id = :id").bind("id", id).map((row, _) -> new Work(id,
                Rows.text(row, "kind"), Rows.text(row, "project"), row.getString("environment"),
                Rows.text(row, "created_by"), state(row),
                json.readTree(vault.open("operation/" + id, Rows.bytes(row, "input_ciphertext"))),
                json.readValue(Rows.text(row, "facts"), FACTS), row.getBoolean("cancelling"), row.getInt("retries"),
                Rows.instantOrNull(row, "retrying_since"), read(row, "failure", Work.Ending.class))).one();
    }

    List<Operation.Step> steps(Handle handle, String id) {
        return handle.createQuery("select * from operation_steps where operation_id = :id order by position")
                .bind("id", id)
                .map((row, _) -> new Operation.Step(Rows.text(row, "name"),
                        Operation.StepState.valueOf(Rows.text(row, "state").toUpperCase(Locale.ROOT)),
                        Rows.instantOrNull(row, "started_at"), Rows.instantOrNull(row, "finished_at"),
                        Rows.text(row, "detail"), read(row, "progress", Operation.Progress.class),
                        json.readValue(Rows.text(row, "phases"), PHASES)))
                .list();
    }

    List<Operations.LogRow> log(Handle handle, String id, long after) {
        return handle.createQuery("""
                select * from operation_log where operation_id = :id and id > :after order by id limit 500""")
                .bind("id", id).bind("after", after).map((row, _) -> new Operations.LogRow(row.getLong("id"),
                        Rows.instant(row, "at"), Rows.text(row, "step"), Rows.text(row, "text")))
                .list();
    }

    private Operation operation(ResultSet row, List<Operation.Step> steps) throws SQLException {
        var state = state(row);
        var ending = read(row, "failure", Work.Ending.class);
        String result = row.getString("result");
        return new Operation(Rows.text(row, "id"), Rows.text(row, "kind"), Rows.text(row, "project"),
                row.getString("environment"), state, state.finished() ? null : row.getString("waiting_for"),
                (row.getBoolean("cancelling") && !state.finished()) ? true : null, Rows.instant(row, "created_at"),
                Rows.instantOrNull(row, "finished_at"), Rows.text(row, "created_by"), Rows.text(row, "description"),
                steps, ending == null ? null : ending.failure(),
                result == null ? null : json.readValue(result, RESULT));
    }

    private static Operation.State state(ResultSet row) throws SQLException {
        return Operation.State.valueOf(Rows.text(row, "state").toUpperCase(Locale.ROOT));
    }

    private <T> @Nullable T read(ResultSet row, String column, Class<T> type) throws SQLException {
        String text = row.getString(column);
        return text == null ? null : json.readValue(text, type);
    }
}
