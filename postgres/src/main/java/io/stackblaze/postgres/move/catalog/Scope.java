package io.stackblaze.postgres.move.catalog;

/** Which objects of a database are the user's, and so move. */
public final class Scope {
    /** Schema of the capture tables on a source that is followed; never moved. */
    public static final String CAPTURE_SCHEMA = "stackblaze_capture";
    /** Schema of the journal of a move, on its target; never moved. */
    public static final String MOVE_SCHEMA = "stackblaze_move";

    /** Condition on {@code n}, a row of pg_namespace: neither the system's, nor Heroku's own, nor ours. */
    public static final String SCHEMA = """
            (n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', '_heroku', 'stackblaze_move', \
            'stackblaze_capture'))""";

    /** Condition on {@code c}, a row of pg_class, and its schema {@code n}: the user's, and no part of an extension. */
    public static final String OURS = SCHEMA + """
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS member WHERE member.classid = 'pg_catalog.pg_class'\
            ::regclass AND member.objid = c.oid AND member.deptype = 'e')""";

    private Scope() {}
}
