package io.stackblaze.postgres.move.schema;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.MoveException;
import io.stackblaze.postgres.move.MoveException.Code;
import io.stackblaze.postgres.move.catalog.Scope;
import io.stackblaze.postgres.move.schema.Definition.ObjectId;

/**
 * A schema as {@code pg_dump} writes it. Indexes, constraints and foreign keys are still taken from the catalog, which
 * tells how large they are and lets them be built while rows travel.
 */
final class DumpedSchema {
    private static final Pattern HEADER = Pattern
            .compile("(?m)^--\\n-- Name: (.*); Type: ([A-Z ]+); Schema: (.*); Owner: .*\\n--$");
    private static final long PATIENCE_SECONDS = 600;
    private static final int MOST_SAID = 4_000;
    /** Taken from the catalog. */
    private static final Set<String> BUILT = Set.of("INDEX", "INDEX ATTACH", "CONSTRAINT", "FK CONSTRAINT");
    /** Not carried; the preflight says so. */
    private static final Set<String> LEFT = Set.of("EVENT TRIGGER", "SERVER", "FOREIGN DATA WRAPPER", "USER MAPPING",
            "FOREIGN TABLE", "BLOB");

    private DumpedSchema() {}

    static Schema read(Path program, Endpoint source, String snapshot, Schema catalog)
            throws MoveException, InterruptedException {
        var before = definitions(dump(program, source, snapshot, "pre-data"));
        var views = new ArrayList<Definition>();
        var finish = new ArrayList<Definition>();
        for (Definition definition : definitions(dump(program, source, snapshot, "post-data"))) {
            (definition.kind().endsWith("view") ? views : finish).add(definition);
        }
        return new Schema(before, catalog.indexes(), views, catalog.foreignKeys(), finish, catalog.leftovers());
    }

    /** Splits what was written at the heads of its entries. */
    static List<Definition> definitions(String text) {
        var definitions = new ArrayList<Definition>();
        var header = HEADER.matcher(text);
        boolean found = header.find();
        while (found) {
            var name = header.group(1);
            var type = header.group(2);
            var schema = header.group(3);
            int from = header.end();
            found = header.find();
            var sql = text.substring(from, found ? header.start() : text.length());
            if (isCarried(type, name, sql)) {
                definitions.add(new Definition(new ObjectId(0, definitions.size() + 1L),
                        type.toLowerCase(Locale.ROOT), schema.equals("-") ? name : schema + "." + name,
                        cleaned(type, sql)));
            }
        }
        return definitions;
    }

    private static boolean isCarried(String type, String name, String sql) {
        return !BUILT.contains(type) && !LEFT.contains(type)
                && !(type.equals("COMMENT") && name.startsWith("EXTENSION "))
                // What notes the changes that are to be followed is no part of the schema.
                && !(type.equals("TRIGGER") && sql.contains("\"" + Scope.CAPTURE_SCHEMA + "\"."))
                && sql.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("--") && !isForPsql(line));
    }

    private static String cleaned(String type, String sql) {
        var lines = sql.lines().filter(line -> !isForPsql(line)).toList();
        var text = String.join("\n", lines).strip();
        return type.equals("SCHEMA") ? text.replaceFirst("(?m)^CREATE SCHEMA ", "CREATE SCHEMA IF NOT EXISTS ") : text;
    }

    private static boolean isForPsql(String line) {
        return line.startsWith("\\restrict ") || line.startsWith("\\unrestrict ");
    }

    private static String dump(Path program, Endpoint source, String snapshot, String section)
            throws MoveException, InterruptedException {
        var builder = new ProcessBuilder(program.toString(), "--section=" + section, "--snapshot=" + snapshot,
                "--no-owner", "--no-privileges", "--no-blobs", "--no-publications", "--no-subscriptions",
                "--no-security-labels",
                "--no-tablespaces", "--quote-all-identifiers", "--lock-wait-timeout=30s", "--no-password",
                "--encoding=UTF8", "--exclude-schema=_heroku", "--exclude-schema=" + Scope.CAPTURE_SCHEMA,
                "--exclude-schema=" + Scope.MOVE_SCHEMA);
        // Neither address nor password belongs in the list of processes.
        var variables = builder.environment();
        variables.put("PGHOST", source.host());
        variables.put("PGPORT", Integer.toString(source.port()));
        variables.put("PGUSER", source.user());
        variables.put("PGDATABASE", source.database());
        variables.put("PGPASSWORD", source.password());
        variables.put("PGSSLMODE", source.tls().word());
        variables.put("PGCONNECT_TIMEOUT", "20");
        try {
            var process = builder.start();
            try {
                return output(process, source);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new MoveException(Code.SCHEMA, program + " cannot be run: " + e.getMessage()
                    + ". Have the schema read from the catalog.", e);
        }
    }

    private static String output(Process process, Endpoint source)
            throws IOException, MoveException, InterruptedException {
        process.getOutputStream().close();
        var said = new AtomicReference<>("");
        var errors = Thread.ofVirtual().start(() -> {
            try (var stream = process.getErrorStream()) {
                said.set(new String(stream.readNBytes(MOST_SAID), StandardCharsets.UTF_8).strip());
                stream.transferTo(java.io.OutputStream.nullOutputStream());
            } catch (IOException _) {
                // It ended; its exit code says how.
            }
        });
        String text;
        try (var stream = process.getInputStream()) {
            text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            errors.join();
            throw new MoveException(Code.SCHEMA, "pg_dump could not read the schema of " + source.shown() + ": "
                    + said.get() + ". Have it read from the catalog.");
        }
        return text;
    }
}
