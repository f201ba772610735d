package io.stackblaze.postgres;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What the server's configuration files say: all of it, from the settings alone. */
final class Configuration {
    private static final int MEBIBYTE_IN_KIB = 1024;
    private static final int SLOT_MEBIBYTES = 4096;

    private Configuration() {}

    /** The lines of {@code postgresql.conf}. */
    static String server(PostgresSettings settings) {
        return parameters(settings).entrySet().stream().map(entry -> entry.getKey() + " = " + quoted(entry.getValue()))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** The lines of {@code pg_hba.conf}: everybody by password, nobody by socket. */
    static String access() {
        return """
                host  all          all  all  scram-sha-256
                host  replication  all  all  scram-sha-256
                """;
    }

    private static Map<String, String> parameters(PostgresSettings settings) {
        var memory = settings.memoryMiB();
        var connections = within(20, memory / 8, 500);
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("listen_addresses", settings.address());
        parameters.put("port", Integer.toString(settings.port()));
        parameters.put("unix_socket_directories", "");
        parameters.put("max_connections", Integer.toString(connections));
        parameters.put("password_encryption", "scram-sha-256");
        if (settings.tls()) {
            parameters.put("ssl", "on");
            parameters.put("ssl_cert_file", SelfSigned.CERTIFICATE);
            parameters.put("ssl_key_file", SelfSigned.KEY);
        }
        parameters.put("shared_buffers", memory / 4 + "MB");
        parameters.put("effective_cache_size", memory * 3 / 4 + "MB");
        parameters.put("work_mem", within(1024, memory * MEBIBYTE_IN_KIB / 4 / connections, 64 * 1024) + "kB");
        parameters.put("maintenance_work_mem", within(16, memory / 16, 1024) + "MB");
        parameters.put("wal_level", "replica");
        parameters.put("min_wal_size", "64MB");
        // A receiver that is gone must not fill the disk; beyond this a new base backup is made.
        parameters.put("max_slot_wal_keep_size", SLOT_MEBIBYTES + "MB");
        parameters.put("max_wal_size", within(128, memory, 4096) + "MB");
        parameters.put("shared_preload_libraries", "pg_stat_statements");
        parameters.put("logging_collector", "off");
        parameters.put("log_destination", "stderr");
        parameters.put("log_line_prefix", "%m [%p] %q%u@%d ");
        parameters.put("log_timezone", "UTC");
        parameters.put("log_min_duration_statement", "2s");
        parameters.put("log_parameter_max_length", "0");
        parameters.put("log_lock_waits", "on");
        parameters.put("timezone", "UTC");
        return parameters;
    }

    private static int within(int least, int value, int most) {
        return Math.max(least, Math.min(value, most));
    }

    private static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
