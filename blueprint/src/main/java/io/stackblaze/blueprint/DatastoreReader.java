package io.stackblaze.blueprint;

import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.blueprint.yaml.Yaml;

/** Reads the keys of Postgres and Redis. */
record DatastoreReader(String name, Section section, String plan) {
    /** Major versions there are servers for. */
    static final List<String> POSTGRES_VERSIONS = List.of("14", "15", "16", "17", "18");
    static final List<String> REDIS_VERSIONS = List.of("6", "7", "8");
    static final int DEFAULT_STORAGE_GB = 10;
    static final List<String> EVICTIONS = List.of("noeviction", "allkeys-lru", "allkeys-lfu", "allkeys-random",
            "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl");

    Postgres postgres() {
        return new Postgres(name, plan, version(POSTGRES_VERSIONS, Postgres.DEFAULT_VERSION),
                section.number("storage_gb", 1, 65_536, DEFAULT_STORAGE_GB), extensions(), backup());
    }

    Redis redis() {
        return new Redis(name, plan, version(REDIS_VERSIONS, Redis.DEFAULT_VERSION),
                section.choice("eviction", EVICTIONS, "noeviction"), section.word("persistence", Redis.Persistence.AOF),
                backup());
    }

    private String version(List<String> known, String otherwise) {
        if (section.map().get("version") instanceof Yaml.Scalar scalar && scalar.isNumber()) {
            section.fault("version", "The version is a number, and text is wanted.",
                    "Write it in quotes: version: \"" + scalar.text() + "\".");
            return otherwise;
        }
        return section.choice("version", known, otherwise);
    }

    private List<String> extensions() {
        var extensions = new ArrayList<String>();
        for (var entry : section.texts("extensions")) {
            var extension = entry.text();
            if (extension.equals("pgvector")) {
                fault(entry, "Postgres does not know pgvector under this name.", "Write vector.");
            } else if (!extension.matches("[a-z_][a-z0-9_-]{0,62}")) {
                fault(entry, Words.quoted(extension) + " is no name of an extension.",
                        "Write it as in CREATE EXTENSION: hstore.");
            } else if (extensions.contains(extension)) {
                fault(entry, extension + " is listed twice.", "Remove one of the two.");
            }
            extensions.add(extension);
        }
        return extensions;
    }

    private void fault(Yaml.Scalar entry, String problem, String remedy) {
        section.faults().add(entry.at(), section.pathOf("extensions"), problem, remedy);
    }

    private Backup backup() {
        var backup = section.section("backup");
        if (backup == null) {
            return Backup.DEFAULT;
        }
        backup.allow(Keys.BACKUP);
        return new Backup(backup.number("window_days", 1, 90, Backup.DEFAULT.windowDays()), at(backup));
    }

    private static LocalTime at(Section backup) {
        var text = backup.text("at");
        if (text == null) {
            return Backup.DEFAULT.at();
        }
        if (!text.matches("([01][0-9]|2[0-3]):[0-5][0-9]")) {
            backup.fault("at", Words.quoted(text) + " is no time of day.",
                    "Write hours and minutes in UTC: \"02:30\".");
            return Backup.DEFAULT.at();
        }
        return LocalTime.parse(text);
    }
}
