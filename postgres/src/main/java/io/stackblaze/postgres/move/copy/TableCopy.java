package io.stackblaze.postgres.move.copy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.function.Consumer;

import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.catalog.Table;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/** Copies one table: what one server writes goes to the other as it is. */
final class TableCopy {
    private static final int BUFFER = 256 << 10;
    private static final long BETWEEN_EVENTS = 4L << 20;

    private final Table table;
    private final Rate rate;
    private final Consumer<CopyEvent> listener;
    private final byte[] buffer = new byte[BUFFER];
    private int filled;
    private long bytes;
    private long told;

    TableCopy(Table table, Rate rate, Consumer<CopyEvent> listener) {
        this.table = table;
        this.rate = rate;
        this.listener = listener;
    }

    /**
     * Copies into a table that was emptied in the same transaction; its rows are born frozen. Returns how many.
     */
    CopyEvent.Rows run(Connection source, Connection target) throws SQLException, MoveException, InterruptedException {
        var binary = table.binaryCopyable() && !table.writtenColumns().isEmpty();
        // A table without columns can only be named without them.
        var columns = table.writtenColumns().isEmpty() ? "" : " (" + table.writtenColumns() + ")";
        var format = binary ? "FORMAT binary" : "FORMAT text";
        var out = open(source, columns, format);
        var in = target.unwrap(PGConnection.class).getCopyAPI()
                .copyIn("COPY " + table.name().quoted() + columns + " FROM STDIN WITH (FREEZE, " + format + ")");
        for (byte[] data = out.readFromCopy(); data != null; data = out.readFromCopy()) {
            send(in, data);
        }
        flush(in);
        var written = in.endCopy();
        if (written != out.getHandledRowCount()) {
            throw new MoveException(MoveException.Code.DATA, "The source gave " + out.getHandledRowCount()
                    + " rows of " + table.name() + ", and the target took " + written + ". Start the copy again.");
        }
        return new CopyEvent.Rows(table.name(), written, bytes, true);
    }

    private CopyOut open(Connection source, String columns, String format) throws SQLException, MoveException {
        try {
            return source.unwrap(PGConnection.class).getCopyAPI()
                    .copyOut("COPY " + table.name().quoted() + columns + " TO STDOUT WITH (" + format + ")");
        } catch (SQLException e) {
            if (Arrays.asList("42P01", "42703", "3F000").contains(e.getSQLState())) {
                throw new MoveException(MoveException.Code.CHANGED, "The table " + table.name()
                        + " changed or went away while the copy ran: " + e.getMessage()
                        + ". Hold back changes of the schema, empty the target, and start again.", e);
            }
            throw e;
        }
    }

    private void send(CopyIn in, byte[] data) throws SQLException, InterruptedException {
        if (filled + data.length > buffer.length) {
            flush(in);
        }
        if (data.length > buffer.length) {
            rate.take(data.length);
            in.writeToCopy(data, 0, data.length);
        } else {
            System.arraycopy(data, 0, buffer, filled, data.length);
            filled += data.length;
        }
        bytes += data.length;
    }

    private void flush(CopyIn in) throws SQLException, InterruptedException {
        rate.take(filled);
        in.writeToCopy(buffer, 0, filled);
        filled = 0;
        if (bytes - told >= BETWEEN_EVENTS) {
            told = bytes;
            listener.accept(new CopyEvent.Rows(table.name(), 0, bytes, false));
        }
    }
}
