package io.stackblaze.server.account;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.stackblaze.server.http.Access;
import io.stackblaze.server.http.Identity;
import io.stackblaze.server.secret.Random;
import io.stackblaze.server.store.Rows;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Bearer tokens: only their hashes are kept. Any thread may use it. */
public final class Tokens {
    private static final Duration USE_NOTED_EVERY = Duration.ofMinutes(1);

    private final Jdbi jdbi;
    private final Clock clock;
    private final Random random;

    /**
     * A token as it is listed, without its value.
     *
     * @param expiresAt null for the owner's, which does not expire
     */
    public record Token(long id, String name, Access access, Instant createdAt, @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt) {}

    /** A token with its value, shown once. */
    public record Created(Token token, String value) {}

    /** Keeps tokens in the database. */
    public Tokens(Jdbi jdbi, Clock clock, Random random) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.random = random;
    }

    /** Sees to it that the owner's token, and no older one of the owner's, opens everything. */
    public void keepOwner(String value) {
        byte[] hash = Hash.of(value);
        jdbi.useTransaction(handle -> {
            handle.createUpdate("""
                    update tokens set revoked_at = :now
                    where name = 'owner' and expires_at is null and revoked_at is null and hash <> :hash""")
                    .bind("now", clock.instant()).bind("hash", hash).execute();
            handle.createUpdate("""
                    insert into tokens (name, hash, access, created_at) values ('owner', :hash, 'admin', :now)
                    on conflict (hash) do nothing""").bind("hash", hash).bind("now", clock.instant()).execute();
        });
    }

    /** Makes a token that lasts for {@code life}. */
    public Created create(String name, Access access, Duration life) {
        String value = random.token();
        Instant now = clock.instant();
        long id = jdbi.withHandle(handle -> handle.createUpdate("""
                insert into tokens (name, hash, access, created_at, expires_at)
                values (:name, :hash, :access, :now, :expires)""").bind("name", name).bind("hash", Hash.of(value))
                .bind("access", access.word()).bind("now", now).bind("expires", now.plus(life))
                .executeAndReturnGeneratedKeys("id").mapTo(Long.class).one());
        return new Created(new Token(id, name, access, now, now.plus(life), null), value);
    }

    /** Those that are not revoked, by age. */
    public List<Token> list() {
        return jdbi.withHandle(handle -> handle.createQuery("select * from tokens where revoked_at is null order by id")
                .map((row, _) -> token(row)).list());
    }

    /** Revokes it, with every session that goes back to it; says whether there was such a token. */
    public boolean revoke(long id) {
        return jdbi.withHandle(handle -> handle
                .createUpdate("update tokens set revoked_at = :now where id = :id and revoked_at is null")
                .bind("now", clock.instant()).bind("id", id).execute()) == 1;
    }

    /** Whose token this is, when it is valid. */
    public Optional<Identity> identify(String value) {
        Instant now = clock.instant();
        return jdbi.withHandle(handle -> {
            var found = handle.createQuery("""
                    select * from tokens
                    where hash = :hash and revoked_at is null and (expires_at is null or expires_at > :now)""")
                    .bind("hash", Hash.of(value)).bind("now", now).map((row, _) -> token(row)).findOne();
            if (found.isPresent() && usedLongAgo(found.get(), now)) {
                handle.createUpdate("update tokens set last_used_at = :now where id = :id").bind("now", now)
                        .bind("id", found.get().id()).execute();
            }
            return found.map(token -> new Identity(token.id(), token.name(), token.access()));
        });
    }

    private static boolean usedLongAgo(Token token, Instant now) {
        return token.lastUsedAt() == null || token.lastUsedAt().isBefore(now.minus(USE_NOTED_EVERY));
    }

    private static Token token(ResultSet row) throws SQLException {
        return new Token(row.getLong("id"), Rows.text(row, "name"), access(Rows.text(row, "access")),
                Rows.instant(row, "created_at"), Rows.instantOrNull(row, "expires_at"),
                Rows.instantOrNull(row, "last_used_at"));
    }

    static Access access(String word) {
        return Access.valueOf(word.toUpperCase(Locale.ROOT));
    }
}
