package io.stackblaze.engine.local.environment;

import java.io.IOException;
import java.util.List;

import io.stackblaze.engine.CronSpec;
import io.stackblaze.engine.ProcessSpec;
import io.stackblaze.engine.ServiceStatus;
import io.stackblaze.engine.local.cron.CronKeeper;
import io.stackblaze.engine.local.instance.Instance;
import io.stackblaze.engine.local.rollout.Edge;
import io.stackblaze.engine.local.rollout.ServiceKeeper;
import io.stackblaze.engine.local.rollout.Surroundings;

/** A service of processes with whoever keeps it. */
sealed interface Kept extends AutoCloseable {
    /** Whether a spec is of the same type, so that it can be taken as a change. */
    boolean takes(ProcessSpec spec);

    void start();

    void want(ProcessSpec spec);

    void restart() throws InterruptedException;

    void remove() throws InterruptedException;

    /** Ends the processes, keeping the state. */
    void stopAll() throws InterruptedException;

    ServiceStatus status();

    @Override
    void close();

    static Kept of(ProcessSpec spec, Surroundings around, Edge edge, List<Instance> adopted) throws IOException {
        return spec instanceof CronSpec cron
                ? new Job(new CronKeeper(around, cron, adopted))
                : new Always(new ServiceKeeper(around, edge, spec, adopted), spec.getClass());
    }

    /** A web or worker service. */
    record Always(ServiceKeeper keeper, Class<?> type) implements Kept {
        @Override
        public boolean takes(ProcessSpec spec) {
            return type.isInstance(spec);
        }

        @Override
        public void start() {
            keeper.start();
        }

        @Override
        public void want(ProcessSpec spec) {
            keeper.want(spec);
        }

        @Override
        public void restart() throws InterruptedException {
            keeper.restart();
        }

        @Override
        public void remove() throws InterruptedException {
            keeper.remove();
        }

        @Override
        public void stopAll() throws InterruptedException {
            keeper.stopAll();
        }

        @Override
        public ServiceStatus status() {
            return keeper.status();
        }

        @Override
        public void close() {
            keeper.close();
        }
    }

    /** A cron job. */
    record Job(CronKeeper keeper) implements Kept {
        @Override
        public boolean takes(ProcessSpec spec) {
            return spec instanceof CronSpec;
        }

        @Override
        public void start() {
            keeper.start();
        }

        @Override
        public void want(ProcessSpec spec) {
            if (spec instanceof CronSpec cron) {
                keeper.want(cron);
            }
        }

        /** There is nothing to replace: the next run is new anyway. */
        @Override
        public void restart() {}

        @Override
        public void remove() throws InterruptedException {
            keeper.remove();
        }

        @Override
        public void stopAll() throws InterruptedException {
            keeper.stopAll();
        }

        @Override
        public ServiceStatus status() {
            return keeper.status();
        }

        @Override
        public void close() {
            keeper.close();
        }
    }
}
