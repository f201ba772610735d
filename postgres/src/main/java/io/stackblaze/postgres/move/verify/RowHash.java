package io.stackblaze.postgres.move.verify;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Collectors;

import io.stackblaze.postgres.move.Sql;
import io.stackblaze.postgres.move.catalog.Column;
import io.stackblaze.postgres.move.catalog.Table;

/**
 * The expression that makes one number of a row. The server's hash of a record is fast, but it hashes by equality: it
 * takes 1.0 for 1.00. So values go into it as they are only where equal means same; all others as their text.
 */
enum RowHash {
    /** By the hash of a record; PostgreSQL 14 and later. */
    RECORD("hash_record_extended(ROW(%s), 0)"),
    /** By the hash of the record's text, for servers whose hashes of a record differ. */
    TEXT("hashtextextended(ROW(%s)::text COLLATE \"C\", 0)");

    private static final Set<String> SAME_WHEN_EQUAL = Set.of("bool", "int2", "int4", "int8", "oid", "uuid",
            "timestamptz", "timestamp", "date", "time", "bytea");

    /** A row on which servers must agree before the fast way is taken. */
    private static final String CANARY = """
            SELECT hash_record_extended(ROW(1::int2, 2::int4, -3::int8, true, 'ä b'::text COLLATE "C", NULL::text,
                '6f9619ff-8b86-d011-b42d-00c04fc964ff'::uuid, '2020-02-29 01:02:03.456+00'::timestamptz,
                'infinity'::timestamp, '4713-01-01 BC'::date, '23:59:59.999999'::time, '\\x00ff'::bytea, 7::oid), 0)""";

    private final String form;

    RowHash(String form) {
        this.form = form;
    }

    /** The best one on which both servers agree. */
    static RowHash choose(Connection source, Connection target) throws SQLException {
        for (Connection connection : new Connection[]{source, target}) {
            if (!Sql.truth(connection, "SELECT current_setting('server_version_num')::int >= 140000")) {
                return TEXT;
            }
        }
        return Sql.text(source, CANARY).equals(Sql.text(target, CANARY)) ? RECORD : TEXT;
    }

    /** For the rows of a table. */
    String of(Table table) {
        var way = table.columns().isEmpty() ? TEXT : this;
        return way.form.formatted(table.columns().stream()
                .map(column -> way == RECORD ? recordPart(column) : textPart(column))
                .collect(Collectors.joining(", ")));
    }

    private static String recordPart(Column column) {
        if (SAME_WHEN_EQUAL.contains(column.base())) {
            return column.quoted();
        }
        return "(" + textPart(column) + ") COLLATE \"C\"";
    }

    private static String textPart(Column column) {
        // A cast of a padded text would drop its blanks.
        return column.base().equals("bpchar")
                ? "CASE WHEN " + column.quoted() + " IS NOT NULL THEN concat(" + column.quoted() + ") END"
                : column.quoted() + "::text";
    }
}
