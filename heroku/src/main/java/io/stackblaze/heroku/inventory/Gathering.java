package io.stackblaze.heroku.inventory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.heroku.platform.HerokuException.Code;

/**
 * Reads many parts of an app at once. A part that cannot be seen becomes a finding; a token that is no good ends all.
 */
final class Gathering implements AutoCloseable {
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Finding> findings = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger known = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final Progress progress;

    Gathering(Progress progress) {
        this.progress = progress;
    }

    /** Something every app has. */
    <T> Future<T> part(String what, T otherwise, Callable<T> reading) {
        return begin(what, otherwise, false, reading);
    }

    /** Something that some apps have: when Heroku knows nothing of it there is nothing to tell. */
    <T> Future<T> option(String what, T otherwise, Callable<T> reading) {
        return begin(what, otherwise, true, reading);
    }

    private <T> Future<T> begin(String what, T otherwise, boolean optional, Callable<T> reading) {
        known.incrementAndGet();
        return workers.submit(() -> {
            try {
                return reading.call();
            } catch (HerokuException e) {
                if (e.code() == Code.UNAUTHORIZED || e.code() == Code.RATE_LIMITED) {
                    throw e;
                }
                if (!optional || e.code() != Code.NOT_FOUND) {
                    found(new Finding(what, e.message(), e.remedy()));
                }
                return otherwise;
            } finally {
                progress.at(what, done.incrementAndGet(), known.get());
            }
        });
    }

    void found(Finding finding) {
        findings.add(finding);
    }

    List<Finding> findings() {
        synchronized (findings) {
            return findings.stream().sorted(java.util.Comparator.comparing(Finding::what)).toList();
        }
    }

    /** The part, when it is there; every call behind it has a bound of its own. */
    static <T> T awaited(Future<T> part) throws HerokuException, InterruptedException {
        try {
            return part.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case HerokuException heroku -> throw heroku;
                case InterruptedException interrupted -> throw interrupted;
                case RuntimeException fault -> throw fault;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
        workers.close();
    }
}
