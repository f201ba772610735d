package io.stackblaze.server.migration;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

import io.stackblaze.redis.move.Freeze;
import io.stackblaze.redis.move.MoveListener;
import io.stackblaze.redis.move.MoveSettings;
import io.stackblaze.redis.move.Progress;
import io.stackblaze.redis.move.RedisEndpoint;
import io.stackblaze.redis.move.RedisMove;
import io.stackblaze.redis.move.RedisMoveException;

/** The move of a Redis; what must be remembered is in a journal of its own. */
final class RedisMoving implements Moving {
    private final RedisMove move;

    RedisMoving(RedisEndpoint source, RedisEndpoint target, Path journal, Clock clock, SyncBoard.Line line)
            throws MovingException {
        try {
            this.move = new RedisMove(source, target, journal, MoveSettings.usual(), new MoveListener() {
                @Override
                public void progress(Progress progress) {
                    if (progress.step().startsWith("Copying")) {
                        line.copied(progress.done(), progress.total(), progress.bytes());
                    }
                }
            }, clock);
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
    public long copy() throws MovingException, InterruptedException {
        try {
            move.copy();
            return verify();
        } catch (RedisMoveException e) {
            throw MovingException.of(e);
        }
    }

    /** Compares all keys while writes go on; what is written too often to be seen equal is compared in the freeze. */
    long verify() throws MovingException, InterruptedException {
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
    public Cut cutOver(Around around) throws MovingException, InterruptedException {
        return turn(around, Side.HERE);
    }

    @Override
    public Cut cutBack(Around around) throws MovingException, InterruptedException {
        return turn(around, Side.THERE);
    }

    private Cut turn(Around around, Side to) throws MovingException, InterruptedException {
        var began = System.nanoTime();
        long compared = 0;
        around.before();
        if (side() != to) {
            try {
                compared = (to == Side.HERE ? move.cutOver(Freeze.none()) : move.rollBack(Freeze.none())).compared();
            } catch (RedisMoveException e) {
                throw MovingException.of(e);
            }
        }
        around.within();
        var took = Duration.ofNanos(System.nanoTime() - began);
        return new Cut(took, Map.of("redis", took), compared);
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
