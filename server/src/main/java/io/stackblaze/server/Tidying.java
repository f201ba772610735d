package io.stackblaze.server;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets what nobody needs any more, now and then. One failing does not keep the others from it. */
final class Tidying implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Tidying.class);

    private final List<Runnable> tasks;

    Tidying(List<Runnable> tasks) {
        this.tasks = tasks;
    }

    @Override
    public void run() {
        for (var task : tasks) {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.warn("tidying failed", e);
            }
        }
    }
}
