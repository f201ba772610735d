package io.stackblaze.server.move;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.stackblaze.server.migration.Moving;
import io.stackblaze.server.secret.Random;
import io.stackblaze.server.secret.Vault;
import io.stackblaze.server.store.Rows;
import org.jdbi.v3.core.Jdbi;
import tools.jackson.databind.json.JsonMapper;

/** Moves in the database, addresses encrypted. Any thread may use it. */
public final class MoveRows {
    private static final int MOST_DIFFERENCES = 100;

    private final Jdbi jdbi;
    private final JsonMapper json;
    private final Vault vault;
    private final Clock clock;
    private final Random random;

    /** What somebody asks for. */
    record Draft(String name, MoveKind kind, String source, String target, Move.Settings settings, String by) {}

    /** Both sides of a move. */
    record Pair(Address source, Address target) {}

    /** Keeps them in the database. */
    public MoveRows(Jdbi jdbi, JsonMapper json, Vault vault, Clock clock, Random random) {
        this.jdbi = jdbi;
        this.json = json;
        this.vault = vault;
        this.clock = clock;
        this.random = random;
    }

    /** Writes one down; empty when one of that name, or between these two, is not over. */
    Optional<Move> create(Draft draft) {
        String id = "mov_" + random.id();
        int made = jdbi.withHandle(handle -> handle.createUpdate("""
                insert into moves (id, name, kind, source, target, source_ciphertext, target_ciphertext, settings,
                    state, created_at, created_by)
                values (:id, :name, :kind, :source, :target, :sealedSource, :sealedTarget, cast(:settings as jsonb),
                    'new', :now, :by) on conflict do nothing""").bind("id", id).bind("name", draft.name())
                .bind("kind", draft.kind().word())
                .bind("source", Address.read(draft.kind(), "source", draft.source()).shown())
                .bind("target", Address.read(draft.kind(), "target", draft.target()).shown())
                .bind("sealedSource", vault.seal(owner(id, "source"), draft.source()))
                .bind("sealedTarget", vault.seal(owner(id, "target"), draft.target()))
                .bind("settings", json.writeValueAsString(draft.settings())).bind("now", clock.instant())
                .bind("by", draft.by()).execute());
        return made == 0 ? Optional.empty() : find(id);
    }

    /** By id, or the newest of a name, one that is not over first. */
    Optional<Move> find(String idOrName) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                select * from moves where id = :word or name = :word
                order by finished_at is not null, created_at desc limit 1""").bind("word", idOrName)
                .map((row, _) -> move(row)).findOne());
    }

    /** One that exists. */
    Move get(String id) {
        return find(id).orElseThrow();
    }

    /** All, newest first. */
    List<Move> list() {
        return jdbi.withHandle(handle -> handle.createQuery("select * from moves order by created_at desc, id")
                .map((row, _) -> move(row)).list());
    }

    /** Whether there is or was any. */
    boolean any() {
        return jdbi.withHandle(handle -> handle.createQuery("select exists (select from moves)").mapTo(Boolean.class)
                .one());
    }

    /** Whether a name is free. */
    boolean isFree(String name) {
        return jdbi.withHandle(handle -> handle
                .createQuery("select not exists (select from moves where name = :name and finished_at is null)")
                .bind("name", name).mapTo(Boolean.class).one());
    }

    /** Takes it for an operation that is about to begin; false when it is not as it was seen. */
    boolean claim(Move seen, String operation) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                update moves set operation = :operation
                where id = :id and finished_at is null and operation is not distinct from :was""")
                .bind("operation", operation).bind("id", seen.id()).bind("was", seen.operation()).execute()) == 1;
    }

    /** From now on it stands there. */
    void arrive(String id, Move.State state) {
        set(id, "state = '" + word(state) + "'");
    }

    /** Whether the server keeps the side that is not live in step from now on. */
    void follow(String id, boolean wanted) {
        set(id, "following = " + wanted);
    }

    /** It is over; the addresses are forgotten. */
    void end(String id, Move.State state) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                update moves set state = :state, finished_at = coalesce(finished_at, :now), following = false,
                    source_ciphertext = null, target_ciphertext = null where id = :id""").bind("state", word(state))
                .bind("now", clock.instant()).bind("id", id).execute());
    }

    /** Keeps what is not carried, or slower. */
    void limits(String id, List<String> limits) {
        change(id, facts -> new Move.Facts(limits, facts.compared(), facts.cut()));
    }

    /** Keeps a comparison, with its whole report if there is one. */
    void compared(String id, String operation, Moving.Verdict found) {
        var differences = found.differences();
        change(id, facts -> new Move.Facts(facts.limits(), new Move.Compared(operation, clock.instant(),
                found.compared(), differences.size(), differences.stream().limit(MOST_DIFFERENCES).toList()),
                facts.cut()));
        jdbi.useHandle(handle -> handle
                .createUpdate("update moves set report_json = :json, report_markdown = :markdown where id = :id")
                .bind("json", found.json()).bind("markdown", found.markdown()).bind("id", id).execute());
    }

    /** Keeps a cut. */
    void cut(String id, boolean back, Moving.Cut cut) {
        var parts = cut.steps().entrySet().stream()
                .map(step -> new Move.Part(step.getKey(), step.getValue().toMillis())).toList();
        change(id, facts -> new Move.Facts(facts.limits(), facts.compared(), new Move.Cut(clock.instant(),
                back ? "source" : "target", cut.pause().toMillis(), cut.compared(), parts)));
    }

    /** The last comparison in full, in that form. */
    Optional<String> report(String id, boolean markdown) {
        return jdbi.withHandle(handle -> handle
                .createQuery("select " + (markdown ? "report_markdown" : "report_json")
                        + " report from moves where id = :id")
                .bind("id", id).map((row, _) -> Optional.ofNullable(row.getString("report"))).one());
    }

    /** Both addresses; empty once the move is over. */
    Optional<Pair> pair(Move move) {
        return jdbi.withHandle(handle -> handle
                .createQuery("select * from moves where id = :id and source_ciphertext is not null")
                .bind("id", move.id())
                .map((row, _) -> new Pair(address(row, move, "source"), address(row, move, "target"))).findOne());
    }

    /** What must be seen nowhere in what is filed under that name. */
    public Collection<String> secrets(String filed) {
        if (!filed.startsWith(Move.PREFIX)) {
            return List.of();
        }
        var secrets = new ArrayList<String>();
        find(filed.substring(Move.PREFIX.length())).flatMap(this::pair).ifPresent(pair -> {
            for (var address : List.of(pair.source(), pair.target())) {
                if (address instanceof Address.Url url) {
                    secrets.addAll(url.secrets());
                }
            }
        });
        return secrets;
    }

    private Address address(ResultSet row, Move move, String side) throws SQLException {
        return Address.read(move.kind(), side,
                vault.open(owner(move.id(), side), Rows.bytes(row, side + "_ciphertext")));
    }

    private void change(String id, UnaryOperator<Move.Facts> change) {
        jdbi.useTransaction(handle -> {
            var facts = handle.createQuery("select * from moves where id = :id for update").bind("id", id)
                    .map((row, _) -> move(row)).one().facts();
            handle.createUpdate("update moves set facts = cast(:facts as jsonb) where id = :id")
                    .bind("facts", json.writeValueAsString(change.apply(facts))).bind("id", id).execute();
        });
    }

    private void set(String id, String set) {
        jdbi.useHandle(handle -> handle.createUpdate("update moves set " + set + " where id = :id").bind("id", id)
                .execute());
    }

    private Move move(ResultSet row) throws SQLException {
        return new Move(Rows.text(row, "id"), Rows.text(row, "name"),
                MoveKind.valueOf(Rows.text(row, "kind").toUpperCase(Locale.ROOT)), Rows.text(row, "source"),
                Rows.text(row, "target"), json.readValue(Rows.text(row, "settings"), Move.Settings.class),
                Move.State.valueOf(Rows.text(row, "state").toUpperCase(Locale.ROOT)), row.getBoolean("following"),
                row.getString("operation"), json.readValue(Rows.text(row, "facts"), Move.Facts.class),
                Rows.instant(row, "created_at"), Rows.text(row, "created_by"),
                Rows.instantOrNull(row, "finished_at"));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String owner(String id, String side) {
        return "move/" + id + "/" + side;
    }
}
