package io.stackblaze.heroku.scan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class CodeScanTest {
    @TempDir
    Path repository;

    private void file(String path, String text) throws IOException {
        Files.createDirectories(repository.resolve(path).getParent());
        Files.writeString(repository.resolve(path), text);
    }

    @Test
    void findsWhatBreaksWithFileAndLine() throws IOException {
        file("db.js", """
                const pool = new Pool({
                  ssl: { rejectUnauthorized: false }
                })
                """);
        file("app.js", """
                const api = 'https://shop-api.herokuapp.com/v1'
                if (process.env.DYNO === 'web.1') lead()
                const rel = process.env.HEROKU_RELEASE_VERSION
                """);
        file("config/redis.rb", "Redis.new(url: u, ssl_params: { verify_mode: OpenSSL::SSL::VERIFY_NONE })\n");
        file("settings.py", """
                url = url.replace('postgres://', 'postgresql://')
                MEDIA_ROOT = '/app/media'
                """);
        file(".github/workflows/ci.yml", """
                jobs:
                  d:
                    - run: heroku run rake db:migrate -a shop
                """);
        file("db.yml", "host: ec2-3-4-5-6.compute-1.amazonaws.com\n");

        assertThat(CodeScan.scan(repository)).extracting(hit -> hit.rule() + " " + hit.file() + ":" + hit.line())
                .containsExactlyInAnyOrder("tls-unverified db.js:2", "sslmode db.js:2", "herokuapp-host app.js:1",
                        "dyno app.js:2", "heroku-metadata app.js:3", "tls-unverified config/redis.rb:1",
                        "postgres-scheme settings.py:1", "local-disk settings.py:2",
                        "heroku-cli .github/workflows/ci.yml:3", "database-host db.yml:1");
        assertThat(CodeScan.scan(repository)).allSatisfy(hit -> {
            assertThat(hit.reason()).isNotBlank();
            assertThat(hit.remedy()).isNotBlank();
        });
    }

    @Test
    void staysSilentWhereNothingBreaks() throws IOException {
        file("README.md", "https://shop.herokuapp.com\n");
        file("node_modules/pg/index.js", "ssl: { rejectUnauthorized: false }\n");
        file("test/db_test.rb", "VERIFY_NONE\n");
        file("app.js", """
                // see https://shop.herokuapp.com
                const url = process.env.DATABASE_URL
                const dynamo = 1
                const heroku = 'a word'
                """);
        file("big.js", "x".repeat(600_000) + "shop.herokuapp.com");
        Files.createSymbolicLink(repository.resolve("link.js"), Path.of("/etc/hostname"));

        assertThat(CodeScan.scan(repository)).isEmpty();
    }

    @Test
    void showsNoPasswordAndNotMoreThanTwentyOfAKind() throws IOException {
        file("a.js", "const u = 'sqlite://admin:hunter2@disk.sqlite3'\n" + "x('a.herokuapp.com')\n".repeat(50));

        var hits = CodeScan.scan(repository);

        assertThat(hits.toString()).doesNotContain("hunter2");
        assertThat(hits.stream().filter(hit -> hit.rule().equals("herokuapp-host"))).hasSize(20);
    }
}
