package io.stackblaze.server.move;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.stackblaze.postgres.move.Endpoint;
import io.stackblaze.postgres.move.copy.Limits;
import io.stackblaze.redis.move.MoveListener;
import io.stackblaze.redis.move.Progress;
import io.stackblaze.redis.move.RedisEndpoint;
import io.stackblaze.server.datastore.DatastoreViews;
import io.stackblaze.server.http.Problem;
import io.stackblaze.server.migration.Moving;
import io.stackblaze.server.migration.MovingException;
import io.stackblaze.server.migration.PostgresMoving;
import io.stackblaze.server.migration.RedisMoving;

/** Opens moves: looks up where datastores of projects are, and how to sign in, each time. */
final class MoveOpener {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final MoveRows rows;
    private final MoveBoard board;
    private final DatastoreViews datastores;
    private final Path journals;
    private final Clock clock;

    MoveOpener(MoveRows rows, MoveBoard board, DatastoreViews datastores, Path journals, Clock clock) {
        this.rows = rows;
        this.board = board;
        this.datastores = datastores;
        this.journals = journals;
        this.clock = clock;
    }

    /** Opens one that nobody watches. */
    Moving open(Move move) throws MovingException {
        return open(move, () -> {}, Optional.empty());
    }

    /**
     * Opens one.
     *
     * @param went called by any thread when the copy went on
     * @param longestPause writes stand still no longer, else a cut is undone
     */
    Moving open(Move move, Runnable went, Optional<Duration> longestPause) throws MovingException {
        var pair = rows.pair(move).orElseThrow(() -> refused("The move " + move.name() + " is over.", null));
        var line = board.line(move);
        try {
            var source = url(pair.source());
            var target = url(pair.target());
            if (move.kind() == MoveKind.POSTGRES) {
                return new PostgresMoving(reachable(Endpoint.parse(source)), reachable(Endpoint.parse(target)),
                        limits(move.settings()), move.settings().method(), longestPause.orElse(LONGEST_PAUSE), clock,
                        event -> {
                            line.took(event);
                            went.run();
                        });
            }
            Files.createDirectories(journals);
            var listener = new MoveListener() {
                @Override
                public void progress(Progress progress) {
                    line.took(progress);
                    went.run();
                }
            };
            return new RedisMoving(reachable(RedisEndpoint.parse(source)), reachable(RedisEndpoint.parse(target)),
                    journals.resolve(move.id()), clock, listener);
        } catch (IOException e) {
            throw refused("The folder for journals of moves cannot be made: " + e.getMessage(), e);
        } catch (Problem e) {
            throw refused(e.detail(), e);
        } catch (IllegalArgumentException e) {
            throw refused("It is no " + move.kind().word() + ": " + e.getMessage(), e);
        }
    }

    private String url(Address address) {
        return switch (address) {
            case Address.Url url -> url.url();
            case Address.Service service -> datastores.signIn(service.environment(), service.service()).url();
        };
    }

    private static Limits limits(Move.Settings settings) {
        var usual = Limits.usual();
        int jobs = settings.jobs() == 0 ? usual.readers() : settings.jobs();
        return new Limits(jobs, jobs, settings.limitRateMb() * 1_000_000L, usual.indexMemoryMiB(), settings.schemaBy());
    }

    private static Endpoint reachable(Endpoint endpoint) throws MovingException {
        refuseLinkLocal(endpoint.host());
        return endpoint;
    }

    private static RedisEndpoint reachable(RedisEndpoint endpoint) throws MovingException {
        refuseLinkLocal(endpoint.host());
        return endpoint;
    }

    /** Where clouds keep the machine's own credentials, no database is. */
    private static void refuseLinkLocal(String host) throws MovingException {
        try {
            if (List.of(InetAddress.getAllByName(host)).stream().anyMatch(InetAddress::isLinkLocalAddress)) {
                throw refused(host + " is an address of this machine's own link, where no database is.", null);
            }
        } catch (UnknownHostException _) {
            // Told by whoever connects.
        }
    }

    private static MovingException refused(String why, @org.jspecify.annotations.Nullable Exception cause) {
        return new MovingException(why, false, cause == null ? new IllegalStateException(why) : cause);
    }
}
