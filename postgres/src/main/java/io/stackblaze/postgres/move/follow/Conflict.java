package io.stackblaze.postgres.move.follow;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

import static io.stackblaze.postgres.move.Sql.list;
import static io.stackblaze.postgres.move.Sql.quoted;

/** Says why the target refused rows of the source: never skipped, always shown. */
record Conflict(Connection target, List<FollowedTable> staged) {
    private static final String WHAT_TO_DO = " Nothing of this batch was applied. Somebody else wrote to the target; find and stop them, make that row agree or copy the table again, and go on.";

    /** Looks both rows up, in the transaction in which the staged ones still are. */
    MoveException explain(SQLException refusal) throws SQLException {
        var message = refusal instanceof PSQLException answer ? answer.getServerErrorMessage() : null;
        var said = "The target refused a row of the source: " + String.valueOf(refusal.getMessage()).strip() + ".";
        if (message == null || message.getTable() == null || message.getConstraint() == null) {
            return new MoveException(Code.DIFFERENT, said + WHAT_TO_DO, refusal);
        }
        var rows = rows(message);
        return new MoveException(Code.DIFFERENT, said + rows.map(both -> " Row of the source: " + both.getFirst()
                + ". Row at the target: " + both.getLast() + ".").orElse("") + WHAT_TO_DO, refusal);
    }

    private Optional<List<String>> rows(ServerErrorMessage message) throws SQLException {
        var table = staged.stream().filter(candidate -> candidate.schema().equals(message.getSchema())
                && candidate.name().equals(message.getTable()) && candidate.hasKey()).findFirst();
        if (table.isEmpty()) {
            return Optional.empty();
        }
        var columns = list(target, """
                select a.attname from pg_catalog.pg_index i join pg_catalog.pg_class x on x.oid = i.indexrelid
                join pg_catalog.pg_namespace n on n.oid = x.relnamespace
                join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
                where x.relname = ? and n.nspname = ? and i.indexprs is null""", row -> quoted(row.getString(1)),
                String.valueOf(message.getConstraint()), table.get().schema());
        if (columns.isEmpty()) {
            return Optional.empty();
        }
        var same = columns.stream().map(name -> "t." + name + "::pg_catalog.text = s." + name + "::pg_catalog.text")
                .collect(Collectors.joining(" and "));
        return list(target, "select row(" + table.get().columnList("s.") + ")::pg_catalog.text, row("
                + table.get().columnList("t.") + ")::pg_catalog.text from " + Staging.of(table.get())
                + " s join only " + table.get().quotedName() + " t on " + same + " where s.present and not ("
                + table.get().matches("t", "s") + ") limit 1",
                row -> List.of(row.getString(1), row.getString(2))).stream().findFirst();
    }
}
