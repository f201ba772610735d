package io.stackblaze.redis.move;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.stackblaze.redis.move.RedisMoveException.Code;
import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.Connection;
import io.stackblaze.redis.move.wire.Reply;
import org.jspecify.annotations.Nullable;

/**
 * Which keys of a server change, told by its keyspace events. They come over a connection of their own and are lost
 * with
 * it: that is noticed and told as a gap. Any thread may ask.
 */
final class Events implements AutoCloseable {
    /** Beyond it, looking at everything is cheaper than remembering. */
    private static final int MOST = 2_000_000;
    private static final Command SUBSCRIBE = Command.of("PSUBSCRIBE", "__keyspace@*__:*");
    private static final int BEFORE_DATABASE = "__keyspace@".length();

    private final RedisEndpoint endpoint;
    private final Duration silence;
    private final Clock clock;
    private final @Nullable String flags;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private final Thread reader;
    private Set<Key> changed = new HashSet<>();
    private boolean hasGap = true;
    private boolean isClosed;
    private long asked;
    private long answered;
    private String trouble = "nothing yet";
    private @Nullable Connection connection;

    /**
     * Changes since the last ones were taken.
     *
     * @param keys what changed
     * @param hasGap whether more may have changed, so that everything must be looked at
     */
    record Changes(Set<Key> keys, boolean hasGap) {}

    /**
     * Begins to listen; the first changes have a gap, since nobody knows what was before.
     *
     * @param flags what {@code notify-keyspace-events} is set to each time before we listen, since a server forgets it
     * when
     * it restarts; null to leave it alone
     */
    Events(RedisEndpoint endpoint, Duration silence, Clock clock, @Nullable String flags) {
        this.endpoint = endpoint;
        this.silence = silence;
        this.clock = clock;
        this.flags = flags;
        this.reader = Thread.ofVirtual().name("redis events").start(this::listen);
    }

    /**
     * Waits until all is here that changed before this moment.
     *
     * @param bound how long the server may be out of reach
     */
    void fence(Duration bound) throws RedisMoveException, InterruptedException {
        var deadline = clock.instant().plus(bound);
        lock.lockInterruptibly();
        try {
            var mine = 0L;
            var over = (@Nullable Connection) null;
            while (over == null || answered < mine || over != connection) {
                if (connection != null && over != connection) {
                    over = connection;
                    mine = ask(over);
                }
                if (!change.await(100, TimeUnit.MILLISECONDS) && clock.instant().isAfter(deadline)) {
                    throw new RedisMoveException(Code.UNREACHABLE, "Following the changes of " + endpoint.shown()
                            + " lost its connection: " + trouble
                            + ". Once it can be reached again, start the move again; it goes on where it was.");
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes what changed since the last time. */
    Changes take() {
        lock.lock();
        try {
            var changes = new Changes(changed, hasGap);
            changed = new HashSet<>();
            hasGap = false;
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /** What was taken could not be made good: everything must be looked at. */
    void lose() {
        locked(() -> {
            hasGap = true;
            changed.clear();
        });
    }

    @Override
    public void close() {
        locked(() -> {
            isClosed = true;
            if (connection != null) {
                connection.close();
            }
        });
        reader.interrupt();
        try {
            reader.join(Duration.ofSeconds(30));
        } catch (InterruptedException _) {
            // It ends all the same; whoever interrupts us is in a hurry.
            Thread.currentThread().interrupt();
        }
    }

    /** Pongs come in one line with the events: all that was before the ping is before the pong. */
    private long ask(Connection over) {
        asked++;
        try {
            over.send(List.of(Command.of("PING", Long.toString(asked))));
        } catch (IOException e) {
            trouble = String.valueOf(e.getMessage());
            over.close();
        }
        return asked;
    }

    private void listen() {
        while (!isClosed()) {
            try (var open = endpoint.connect(silence)) {
                if (flags != null) {
                    open.ask(Command.of("CONFIG", "SET", EventFlags.SETTING, flags)).checked();
                }
                open.ask(SUBSCRIBE).checked();
                locked(() -> {
                    connection = open;
                    change.signalAll();
                });
                receive(open);
            } catch (IOException e) {
                locked(() -> {
                    trouble = String.valueOf(e.getMessage());
                    connection = null;
                    hasGap = true;
                    changed.clear();
                });
            }
            pause();
        }
    }

    private void receive(Connection open) throws IOException {
        for (var wasSilent = false; !isClosed();) {
            if (open.hasAnswer()) {
                take(open.receive());
                wasSilent = false;
            } else if (wasSilent) {
                throw new IOException("the server says nothing any more");
            } else {
                wasSilent = true;
                locked(() -> ask(open));
            }
        }
    }

    private void take(Reply reply) throws IOException {
        var words = reply.items();
        if (words.get(0).text().equals("pmessage")) {
            var key = key(words.get(2).bytes());
            locked(() -> {
                changed.add(key);
                if (changed.size() > MOST) {
                    changed.clear();
                    hasGap = true;
                }
            });
        } else if (words.get(0).text().equals("pong")) {
            var number = words.get(1).number();
            locked(() -> {
                answered = number;
                change.signalAll();
            });
        }
    }

    /** Reads {@code __keyspace@0__:name}. */
    private static Key key(byte[] channel) throws IOException {
        for (int i = BEFORE_DATABASE; i < channel.length; i++) {
            if (channel[i] == '_') {
                var database = new String(channel, BEFORE_DATABASE, i - BEFORE_DATABASE, StandardCharsets.US_ASCII);
                return new Key(Integer.parseInt(database), Arrays.copyOfRange(channel, i + 3, channel.length));
            }
        }
        throw new IOException("the server sent an event that names no key");
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException _) {
            // Only closing interrupts; the loop sees it.
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return isClosed;
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }
}
