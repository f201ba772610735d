package io.stackblaze.server.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

import io.stackblaze.server.TestDatabase;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SchemaTest {
    /** After a migration was added: read the difference, then copy what is into {@code schema.txt}. */
    @Test
    void theMigrationsGiveTheSchemaThatIsWrittenDown() throws Exception {
        try (var store = Store.open(DatabaseAddress.of(TestDatabase.fresh()));
                var expected = Objects.requireNonNull(SchemaTest.class.getResourceAsStream("/schema.txt"))) {
            List<String> lines = store.jdbi().withHandle(handle -> handle.createQuery("""
                    select * from (
                        select format('%s.%s %s%s%s', table_name, column_name, data_type,
                            case when is_nullable = 'NO' then ' not null' else '' end,
                            coalesce(' default ' || column_default, '')) line
                        from information_schema.columns where table_schema = current_schema()
                        union all
                        select format('%s: %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint
                        where connamespace = current_schema()::regnamespace and contype <> 'n'
                        union all
                        select replace(indexdef, current_schema() || '.', '') from pg_indexes
                        where schemaname = current_schema()) lines
                    where line not like '%flyway%' order by line collate "C"
                    """).mapTo(String.class).list());
            assertThat(String.join("\n", lines) + "\n")
                    .isEqualTo(new String(expected.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
