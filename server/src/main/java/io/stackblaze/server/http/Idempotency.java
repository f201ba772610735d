package io.stackblaze.server.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

import io.javalin.http.Context;
import io.stackblaze.server.secret.Vault;
import io.stackblaze.server.store.Rows;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Gives a repeated write the answer of the first one. A key that was in work when the server died is worked on again;
 * whatever makes rows derives their ids from {@link Call#onceKey()}, so that nothing is made twice.
 */
public final class Idempotency {
    private static final Duration KEPT = Duration.ofDays(1);
    private static final Duration LONGEST_WORK = Duration.ofMinutes(1);

    private final Jdbi jdbi;
    private final Vault vault;
    private final Clock clock;

    private record Row(String request, Instant createdAt, Optional<Earlier> earlier) {}

    /** An answer given before. */
    record Earlier(int status, String body) {}

    /** Keeps answers in the database, encrypted. */
    public Idempotency(Jdbi jdbi, Vault vault, Clock clock) {
        this.jdbi = jdbi;
        this.vault = vault;
        this.clock = clock;
    }

    /** Forgets answers nobody can ask for any more. */
    public void forgetOld() {
        jdbi.useHandle(handle -> handle.createUpdate("delete from idempotency_keys where created_at < :before")
                .bind("before", clock.instant().minus(KEPT)).execute());
    }

    Once begin(Identity caller, @Nullable String key, Context context, JsonNode body) {
        if (key == null) {
            return new Once(caller.name(), null, Instant.EPOCH, Optional.empty());
        }
        String request = hash(
                context.method().name() + " " + context.path() + "?" + context.queryString() + "\n" + body);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        for (int attempt = 0; attempt < 2; attempt++) {
            if (insert(caller.name(), key, request, now)) {
                return new Once(caller.name(), key, now, Optional.empty());
            }
            var row = find(caller.name(), key);
            if (row.isPresent() && row.get().createdAt().isAfter(now.minus(KEPT))) {
                return again(caller.name(), key, request, row.get(), now);
            }
            forget(caller.name(), key);
        }
        throw inWork();
    }

    private Once again(String who, String key, String request, Row row, Instant now) {
        if (!row.request().equals(request)) {
            throw Problem.invalid("Idempotency-Key", "was used for another request",
                    "Make a new key for each request.");
        }
        if (row.earlier().isPresent()) {
            return new Once(who, key, row.createdAt(), row.earlier());
        }
        if (row.createdAt().isAfter(now.minus(LONGEST_WORK))) {
            throw inWork();
        }
        return new Once(who, key, row.createdAt(), Optional.empty());
    }

    private static Problem inWork() {
        return new Problem(Problem.Kind.CONFLICT, "A request with this Idempotency-Key is being worked on.",
                "Ask again in a few seconds.");
    }

    private boolean insert(String who, String key, String request, Instant now) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                insert into idempotency_keys (who, key, request, created_at) values (:who, :key, :request, :now)
                on conflict do nothing""").bind("who", who).bind("key", key)
                .bind("request", HexFormat.of().parseHex(request)).bind("now", now)
                .execute()) == 1;
    }

    private Optional<Row> find(String who, String key) {
        return jdbi.withHandle(handle -> handle
                .createQuery("select * from idempotency_keys where who = :who and key = :key").bind("who", who)
                .bind("key", key).map((row, _) -> new Row(HexFormat.of().formatHex(Rows.bytes(row, "request")),
                        Rows.instant(row, "created_at"), earlier(who, key, row)))
                .findOne());
    }

    private Optional<Earlier> earlier(String who, String key, ResultSet row) throws SQLException {
        byte[] answer = row.getBytes("answer_ciphertext");
        return answer == null
                ? Optional.empty()
                : Optional.of(new Earlier(row.getInt("status"), vault.open(owner(who, key), answer)));
    }

    private void forget(String who, String key) {
        jdbi.useHandle(handle -> handle.createUpdate("delete from idempotency_keys where who = :who and key = :key")
                .bind("who", who).bind("key", key).execute());
    }

    private static String owner(String who, String key) {
        return "idempotency/" + who + "/" + key;
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One write under its key. */
    final class Once {
        private final String who;
        private final @Nullable String key;
        private final Instant since;
        private final Optional<Earlier> earlier;

        Once(String who, @Nullable String key, Instant since, Optional<Earlier> earlier) {
            this.who = who;
            this.key = key;
            this.since = since;
            this.earlier = earlier;
        }

        Optional<Earlier> earlier() {
            return earlier;
        }

        Optional<String> key() {
            return key == null ? Optional.empty() : Optional.of(who + "\n" + key + "\n" + since);
        }

        /** Runs the write and keeps its answer; a refusal is not kept, so that it can be tried again. */
        Answer around(Callable<Answer> write, Function<Answer, String> send) throws Exception {
            if (key == null) {
                var answer = write.call();
                var _ = send.apply(answer);
                return answer;
            }
            boolean kept = false;
            try {
                var answer = write.call();
                String text = send.apply(answer);
                jdbi.useHandle(handle -> handle.createUpdate("""
                        update idempotency_keys set status = :status, answer_ciphertext = :answer
                        where who = :who and key = :key""").bind("status", answer.status())
                        .bind("answer", vault.seal(owner(who, key), text)).bind("who", who).bind("key", key).execute());
                kept = true;
                return answer;
            } finally {
                if (!kept) {
                    forget(who, key);
                }
            }
        }
    }
}
