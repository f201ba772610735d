package io.stackblaze.postgres.move;

import java.io.Serial;
import java.sql.SQLException;
import java.util.Set;

/** A move, or a part of one, that cannot go on; the message says what happened, why, and what to do next. */
public final class MoveException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    /** A lock was not there in time, or two waited for each other. */
    private static final Set<String> GIVEN_WAY = Set.of("55P03", "40P01");

    private final Code code;

    /** What kind of trouble it is, for those who decide by it. */
    public enum Code {
        /** No connection, or it was lost; trying again may help. */
        UNREACHABLE,
        /** The server knows us not, or does not let us. */
        DENIED,
        /** The move may not begin: source or target are not as they must be. */
        REFUSED,
        /** A part of the schema could not be carried. */
        SCHEMA,
        /** Somebody else holds a lock, such as one who truncates a table; trying again may help. */
        BUSY,
        /** Rows could not be copied. */
        DATA,
        /** The source's schema changed under the move. */
        CHANGED,
        /** A disk is full. */
        DISK_FULL,
        /** Both sides differ. */
        DIFFERENT
    }

    /** With a message for people. */
    public MoveException(Code code, String message) {
        super(message);
        this.code = code;
    }

    /** With a message for people and a cause for us. */
    public MoveException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** What kind of trouble it is. */
    public Code code() {
        return code;
    }

    /**
     * Says what an error of the server or the network means.
     *
     * @param during what was done, as in "Copying public.orders"
     * @param otherwise the code when the error tells nothing more
     */
    public static MoveException of(SQLException error, String during, Code otherwise) {
        var state = String.valueOf(error.getSQLState());
        var said = String.valueOf(error.getMessage()).strip().replaceFirst("[.]+$", "");
        if (GIVEN_WAY.contains(state)) {
            return new MoveException(Code.BUSY, during + " gave way to somebody who holds a lock: " + said
                    + ". Try again; it goes on where it was.", error);
        }
        return switch (state.substring(0, Math.min(2, state.length()))) {
            case "08", "57" -> new MoveException(Code.UNREACHABLE, during + " lost its connection: " + said
                    + ". Once both servers can be reached again, start it again; it goes on where it was.", error);
            case "28" -> new MoveException(Code.DENIED, during + " was refused: " + said
                    + ". Check user and password of the URL.", error);
            case "53" -> state.equals("53100")
                    ? new MoveException(Code.DISK_FULL, during + " found a disk full: " + said
                            + ". Free some space or enlarge the disk, and start it again; it goes on where it was.",
                            error)
                    : new MoveException(Code.UNREACHABLE, during + " found the server out of resources: " + said
                            + ". Use fewer connections, or wait, and start it again.", error);
            case "3D" -> new MoveException(Code.DENIED, during + " found no such database: " + said
                    + ". Check the URL.", error);
            default -> new MoveException(state.equals("42501") ? Code.DENIED : otherwise,
                    during + " failed: " + said + ".", error);
        };
    }
}
