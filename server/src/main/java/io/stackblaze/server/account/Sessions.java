package io.stackblaze.server.account;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.stackblaze.server.http.Identity;
import io.stackblaze.server.secret.Random;
import io.stackblaze.server.store.Rows;
import org.jdbi.v3.core.Jdbi;

/** Sign-in links, good once for ten minutes, and the browser sessions they turn into. */
public final class Sessions {
    /** How long a link can be used. */
    static final Duration LINK_LIFE = Duration.ofMinutes(10);
    /** How long a browser stays signed in. */
    static final Duration SESSION_LIFE = Duration.ofDays(7);

    private final Jdbi jdbi;
    private final Clock clock;
    private final Random random;

    /** A link's code, known to nobody but the one who asked. */
    record Link(String code, Instant expiresAt) {}

    /** Keeps hashes of codes and cookies in the database. */
    public Sessions(Jdbi jdbi, Clock clock, Random random) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.random = random;
    }

    /** Makes a link that signs in as the caller. */
    Link link(Identity caller) {
        var link = new Link(random.code(), clock.instant().plus(LINK_LIFE));
        jdbi.useHandle(handle -> handle.createUpdate("""
                insert into sign_in_links (hash, token_id, expires_at) values (:hash, :token, :expires)""")
                .bind("hash", Hash.of(link.code())).bind("token", caller.tokenId()).bind("expires", link.expiresAt())
                .execute());
        return link;
    }

    /** Uses a link up; the session's cookie, or nothing when the link is unknown, used or too old. */
    Optional<String> exchange(String code) {
        Instant now = clock.instant();
        return jdbi.inTransaction(handle -> {
            var token = handle.createQuery("""
                    update sign_in_links set used_at = :now
                    where hash = :hash and used_at is null and expires_at > :now returning token_id""")
                    .bind("now", now).bind("hash", Hash.of(code)).mapTo(Long.class).findOne();
            if (token.isEmpty()) {
                return Optional.<String>empty();
            }
            String session = random.code();
            handle.createUpdate("""
                    insert into sessions (hash, token_id, created_at, expires_at)
                    values (:hash, :token, :now, :expires)""").bind("hash", Hash.of(session))
                    .bind("token", token.get()).bind("now", now).bind("expires", now.plus(SESSION_LIFE)).execute();
            return Optional.of(session);
        });
    }

    /** Whose browser has this session. */
    public Optional<Identity> identify(String session) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                select t.id, t.name, t.access from sessions s join tokens t on t.id = s.token_id
                where s.hash = :hash and s.expires_at > :now and t.revoked_at is null
                  and (t.expires_at is null or t.expires_at > :now)""").bind("hash", Hash.of(session))
                .bind("now", clock.instant()).map((row, _) -> new Identity(row.getLong("id"), Rows.text(row, "name"),
                        Tokens.access(Rows.text(row, "access"))))
                .findOne());
    }

    /** Ends a session. */
    public void end(String session) {
        jdbi.useHandle(handle -> handle.createUpdate("delete from sessions where hash = :hash")
                .bind("hash", Hash.of(session)).execute());
    }

    /** Forgets what can be used no more. */
    public void forgetOld() {
        jdbi.useHandle(handle -> {
            handle.createUpdate("delete from sign_in_links where expires_at < :now").bind("now", clock.instant())
                    .execute();
            handle.createUpdate("delete from sessions where expires_at < :now").bind("now", clock.instant()).execute();
        });
    }
}
