package io.stackblaze.postgres;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationTest {
    @Test
    void isDerivedFromMemory() {
        assertThat(Configuration.server(settings(1024))).isEqualTo("""
                listen_addresses = '127.1.2.3'
                port = '5432'
                unix_socket_directories = ''
                max_connections = '128'
                password_encryption = 'scram-sha-256'
                shared_buffers = '256MB'
                effective_cache_size = '768MB'
                work_mem = '2048kB'
                maintenance_work_mem = '64MB'
                wal_level = 'replica'
                min_wal_size = '64MB'
                max_slot_wal_keep_size = '4096MB'
                max_wal_size = '1024MB'
                shared_preload_libraries = 'pg_stat_statements'
                logging_collector = 'off'
                log_destination = 'stderr'
                log_line_prefix = '%m [%p] %q%u@%d '
                log_timezone = 'UTC'
                log_min_duration_statement = '2s'
                log_parameter_max_length = '0'
                log_lock_waits = 'on'
                timezone = 'UTC'
                """);
    }

    @Test
    void staysWithinWhatServersCanDo() {
        assertThat(Configuration.server(settings(64))).contains("max_connections = '20'", "work_mem = '1024kB'",
                "maintenance_work_mem = '16MB'", "max_wal_size = '128MB'");
        assertThat(Configuration.server(settings(262_144))).contains("max_connections = '500'", "work_mem = '65536kB'",
                "maintenance_work_mem = '1024MB'", "max_wal_size = '4096MB'");
    }

    private static PostgresSettings settings(int memoryMiB) {
        return new PostgresSettings(Path.of("d"), Path.of("b"), "16", "127.1.2.3", 5432, "app", "secret", "shop",
                memoryMiB,
                List.of(), OptionalInt.empty());
    }
}
