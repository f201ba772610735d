package io.stackblaze.redis.move;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Works on keys in parallel. A key always goes to the same lane, so two rounds of work on it never overlap, and a value
 * that was read earlier is never written later. One thread at a time feeds them.
 */
final class Lanes implements AutoCloseable {
    private static final Batch END = new Batch(-1, List.of());
    private static final int WAITING = 4;

    private final List<Lane> lanes = new ArrayList<>();
    private final Patience patience;
    private final int batchKeys;

    /** Keys of one database; none are the end. */
    private record Batch(int database, List<byte[]> keys) {
        boolean isEnd() { return database < 0; }
    }

    /** What is done with some keys of a database. May be done again after it failed. */
    interface Work {
        void on(Lane lane, int database, List<byte[]> keys) throws IOException, RedisMoveException;
    }

    /** Takes the keys to work on. */
    interface Feed {
        void put(int database, byte[] key) throws RedisMoveException, InterruptedException;
    }

    /** Gives the keys to work on. */
    interface Keys {
        void feed(Feed feed) throws RedisMoveException, InterruptedException;
    }

    Lanes(RedisEndpoint from, RedisEndpoint to, MoveSettings settings, Patience patience) {
        this.patience = patience;
        this.batchKeys = settings.batchKeys();
        for (int i = 0; i < settings.lanes(); i++) {
            lanes.add(new Lane(new Session(from, settings.silence()), new Session(to, settings.silence()),
                    new Memory(settings.rememberedKeys() / settings.lanes())));
        }
    }

    /** Does some work for all keys that are fed; returns when all of it is done. */
    void run(String during, Work work, Keys keys) throws RedisMoveException, InterruptedException {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                var filling = new ArrayList<Filling>();
                for (Lane lane : lanes) {
                    var queue = new ArrayBlockingQueue<Batch>(WAITING);
                    filling.add(new Filling(queue, executor.submit(() -> drain(during, lane, queue, work))));
                }
                keys.feed((database, key) -> filling
                        .get(lane(database, key))
                        .put(database, key));
                for (Filling one : filling) {
                    one.end();
                }
            } finally {
                // Does nothing when all is done; ends the lanes otherwise.
                executor.shutdownNow();
            }
        }
    }

    /** Forgets what was copied. */
    void forget() {
        lanes.forEach(lane -> lane.memory().clear());
    }

    @Override
    public void close() {
        for (Lane lane : lanes) {
            lane.from().close();
            lane.to().close();
        }
    }

    private int lane(int database, byte[] key) {
        return Math.floorMod(new Key(database, key).hashCode() >>> 3, lanes.size());
    }

    private boolean drain(String during, Lane lane, BlockingQueue<Batch> queue, Work work)
            throws RedisMoveException, InterruptedException {
        for (var batch = queue.take(); !batch.isEnd(); batch = queue.take()) {
            var rest = new Rest(batch);
            patience.untilDone(during, () -> rest.finish(lane, work), lane.from(), lane.to());
        }
        return true;
    }

    /** What of a batch is still to be done; in smaller and smaller parts, where connections do not hold. */
    private static final class Rest {
        private final Batch batch;
        private int done;
        private int size;

        Rest(Batch batch) {
            this.batch = batch;
            this.size = batch.keys().size();
        }

        boolean finish(Lane lane, Work work) throws IOException, RedisMoveException {
            while (done < batch.keys().size()) {
                var end = Math.min(done + size, batch.keys().size());
                try {
                    work.on(lane, batch.database(), batch.keys().subList(done, end));
                } catch (IOException e) {
                    size = Math.max(1, size / 2);
                    throw e;
                }
                done = end;
            }
            return true;
        }
    }

    /** What waits for one lane. */
    private final class Filling {
        private final BlockingQueue<Batch> queue;
        private final Future<Boolean> lane;
        private Batch batch = END;

        Filling(BlockingQueue<Batch> queue, Future<Boolean> lane) {
            this.queue = queue;
            this.lane = lane;
        }

        void put(int database, byte[] key) throws RedisMoveException, InterruptedException {
            if (batch.isEnd() || batch.database() != database || batch.keys().size() >= batchKeys) {
                send();
                batch = new Batch(database, new ArrayList<>());
            }
            batch.keys().add(key);
        }

        void end() throws RedisMoveException, InterruptedException {
            send();
            offer(END);
            ended();
        }

        private void send() throws RedisMoveException, InterruptedException {
            if (!batch.isEnd()) {
                offer(batch);
                batch = END;
            }
        }

        private void offer(Batch one) throws RedisMoveException, InterruptedException {
            while (!queue.offer(one, 100, TimeUnit.MILLISECONDS)) {
                if (lane.isDone()) {
                    ended();
                    throw new IllegalStateException("a lane ended before its end");
                }
            }
        }

        private void ended() throws RedisMoveException, InterruptedException {
            try {
                lane.get();
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case RedisMoveException cause -> throw cause;
                    case InterruptedException _ -> throw new InterruptedException("a lane was interrupted");
                    case null, default -> throw new IllegalStateException(e.getCause());
                }
            }
        }
    }
}
