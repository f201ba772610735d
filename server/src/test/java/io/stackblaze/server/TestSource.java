package io.stackblaze.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Small applications. */
public final class TestSource {
    /** A Procfile application: it is built without any tool. */
    public static final Map<String, String> PROCFILE_APP = Map.of("Procfile",
            "web: ./serve\nworker: ./work\nrelease: true\n", "serve", "#!/bin/sh\n", "work", "#!/bin/sh\n");

    /** Web, worker and cron on one build. */
    public static final String SHOP = """
            name: shop
            services:
              web:
                type: web
                build: .
              worker:
                type: worker
                build: .
              totals:
                type: cron
                build: .
                start: ./work --totals
                schedule: "* * * * *"
            """;

    /** The same with datastores, a command before the release, and secrets. */
    public static final String FULL_SHOP = """
            name: shop
            secrets: [STRIPE_KEY]
            services:
              web:
                type: web
                build: .
                pre_deploy: ./migrate
                env:
                  DATABASE_URL: {from_service: db, property: connection_string}
                  REDIS_URL: {from_service: cache, property: connection_string}
                  MODE: from the file
                secret_refs: [STRIPE_KEY]
              worker:
                type: worker
                build: .
                env:
                  API: {from_service: web, property: url}
              db:
                type: postgres
                version: "16"
              cache:
                type: redis
                version: "7"
            """;

    private TestSource() {}

    static byte[] archive(Map<String, String> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            for (var file : new TreeMap<>(files).entrySet()) {
                byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
                var entry = new TarArchiveEntry(file.getKey());
                entry.setModTime(0);
                entry.setSize(content.length);
                entry.setMode(0755);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }
}
