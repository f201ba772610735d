package io.stackblaze.server.migration;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.stackblaze.redis.move.Freeze;
import io.stackblaze.redis.move.MoveListener;
import io.stackblaze.redis.move.MoveSettings;
import io.stackblaze.redis.move.Preflight;
import io.stackblaze.redis.move.Progress;
import io.stackblaze.redis.move.RedisEndpoint;
import io.stackblaze.redis.move.RedisMove;
import io.stackblaze.redis.move.RedisMoveException;

/** The move of a Redis; what must be remembered is in a journal of its own. */
public final class RedisMoving implements Moving {
    private final RedisMove move;

    RedisMoving(RedisEndpoint source, RedisEndpoint target, Path journal, Clock clock, SyncBoard.Line line)
            throws MovingException {
        this(source, target, journal, clock, new MoveListener() {
            @Override
            public void progress(Progress progress) {
                if (progress.step().startsWith("Copying")) {
                    line.copied(progress.done(), progress.total(), progress.bytes());
                }
            }
        });
    }

    /**
     * Describes one; nothing happens yet.
     *
     * @param journal a file of this move alone
     */
    public RedisMoving(RedisEndpoint source, RedisEndpoint target, Path journal, Clock clock, MoveListener listener)
            throws MovingException {
        try {
            this.move = new RedisMove(source, target, journal, MoveSettings.usual(), listener, clock);
        } catch (RedisMoveException e) {
            throw MovingException.of(e);
        }
    }

    @Override
    public Side side() throws MovingException {
        try {
            return switch (move.phase()) {
                case NEW, SETTLED, ABORTED -> Side.NONE;
                case COPYING -> Side.COPYING;
                case FOLLOWING -> Side.THERE;
                case SWITCHED -> Side.HERE;
            };
        } catch (RedisMoveException e) {
            throw MovingException.of(e);
        }
    }

    @Override
    public List<String> look() throws MovingException, InterruptedException {
        try {
            var found = move.preflight();
            if (!found.isGo()) {
                throw new MovingException(found.told(Preflight.Level.STOP), false, new IllegalStateException());
            }
            return found.findings().stream().filter(each -> each.level() == Preflight.Level.LIMIT)
                    .map(Preflight.Finding::text).toList();
        } catch (RedisMoveException e) {
            throw MovingException.of(e);
        }
    }

    @Override
    public Verdict copyOnce() throws MovingException, InterruptedException {
        try {
            if (move.phase() == RedisMove.Phase.NEW || move.phase() == RedisMove.Phase.COPYING) {
                move.copy();
            }
            return compare();
        } catch (RedisMoveException e) {
            throw MovingException.of(e);
        }
    }

    @Override
    public void leave() throws MovingException, InterruptedException {
        try {
            if (side() == Side.THERE) {
                move.leave();
            }
        } catch (RedisMoveException e) {
            throw MovingException.of(e);
        }
    }

    @Override
    public Verdict compare() throws MovingException, InterruptedException {
        try {
            var found = move.verify();
            return new Verdict(found.compared(), found.isEqual() ? List.of() : List.of(found.summary()), null, null);
        } catch (RedisMoveException e) {
            throw MovingException.of(e);
        }
    }

    @Override
    public long copy() throws MovingException, InterruptedException {
        try {
            move.copy();
            return verify();
        } catch (RedisMoveException e) {
            throw MovingException.of(e);
        }
    }

    /** Compares all keys while writes go on; what is written too often to be seen equal is compared in the freeze. */
    private long verify() throws MovingException, InterruptedException {
        try {
            var found = move.verify();
            return found.compared() - found.found();
        } catch (RedisMoveException e) {
            throw MovingException.of(e);
        }
    }

    @Override
    public Round follow() throws MovingException, InterruptedException {
        try {
            var round = move.sync();
            return new Round(round.written() + round.removed(), round.took());
        } catch (RedisMoveException e) {
            throw MovingException.of(e);
        }
    }

    @Override
    public long ready(Side next) throws MovingException, InterruptedException {
        return side() == next ? 0 : verify();
    }

    @Override
    public void recover() {
        // Nobody is kept out of it.
    }

    @Override
    public Cut cutOver(Around around) throws MovingException, InterruptedException {
        return turn(around, Side.HERE);
    }

    @Override
    public Cut cutBack(Around around) throws MovingException, InterruptedException {
        return turn(around, Side.THERE);
    }

    private Cut turn(Around around, Side to) throws MovingException, InterruptedException {
        var began = System.nanoTime();
        around.before();
        boolean turns = side() != to;
        long compared = turns ? turn(to) : 0;
        try {
            around.within();
        } catch (MovingException | RuntimeException e) {
            if (turns) {
                turnBack(to, e);
            }
            throw e;
        }
        var took = Duration.ofNanos(System.nanoTime() - began);
        return new Cut(took, Map.of("redis", took), compared);
    }

    private long turn(Side to) throws MovingException, InterruptedException {
        try {
            return (to == Side.HERE ? move.cutOver(Freeze.none()) : move.rollBack(Freeze.none())).compared();
        } catch (RedisMoveException e) {
            throw MovingException.of(e);
        }
    }

    /** What it is nested in is taken back, so this must be; nobody writes yet. */
    private void turnBack(Side from, Exception cause) throws InterruptedException {
        try {
            turn(from == Side.HERE ? Side.THERE : Side.HERE);
        } catch (MovingException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void abort() throws MovingException, InterruptedException {
        try {
            if (side() == Side.COPYING || side() == Side.THERE) {
                move.abort();
            }
        } catch (RedisMoveException e) {
            throw MovingException.of(e);
        }
    }

    @Override
    public void settle() throws MovingException, InterruptedException {
        try {
            if (side() == Side.HERE) {
                move.settle();
            }
        } catch (RedisMoveException e) {
            throw MovingException.of(e);
        }
    }

    @Override
    public void close() {
        move.close();
    }
}
