package io.stackblaze.engine.local.instance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.stackblaze.engine.local.logs.Tail;
import io.stackblaze.engine.local.proc.Cgroups;
import io.stackblaze.engine.local.proc.Proc;
import io.stackblaze.sandbox.Trees;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One instance, started by this node or by one before it. Any thread. */
public final class Instance {
    private static final Logger LOG = LoggerFactory.getLogger(Instance.class);
    private static final Duration KILLED_WITHIN = Duration.ofSeconds(10);

    private final InstanceRecord record;
    private final Path folder;
    private final int session;
    private final int memoryMiB;
    private final Cgroups.Group group;
    private final Clock clock;
    private final Tail tail;
    private final CompletableFuture<Exit> ended = new CompletableFuture<>();

    /**
     * @param session pid of the process that waits for the command, leader of its session; 0 when it never began
     */
    Instance(InstanceRecord record, Path folder, int session, int memoryMiB, Cgroups.Group group, Clock clock,
            Tail tail) {
        this.record = record;
        this.folder = folder;
        this.session = session;
        this.memoryMiB = memoryMiB;
        this.group = group;
        this.clock = clock;
        this.tail = tail;
    }

    /** Begins to wait for its end. */
    void follow(@Nullable ProcessHandle leader) {
        if (leader == null) {
            Thread.ofVirtual().name("ended-" + record.id()).start(this::conclude);
        } else {
            var _ = leader.onExit().thenRunAsync(this::conclude, task -> Thread.ofVirtual().start(task));
        }
    }

    private void conclude() {
        // what the command left running goes with it
        processes().forEach(Instance::kill);
        var exit = readExit();
        tail.finish();
        ended.complete(exit);
    }

    private Exit readExit() {
        Integer code = null;
        var at = clock.instant();
        try {
            var words = Files.readString(folder.resolve("exit")).strip().split(" ");
            code = Integer.valueOf(words[0]);
            at = Instant.ofEpochMilli((long) (Double.parseDouble(words[1]) * 1000));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            LOG.info("{} left no exit code", record.id());
        }
        return new Exit(code, at, Duration.between(record.startedAt(), at), group.killedByMemory(), memoryMiB);
    }

    /** What was recorded before it began. */
    public InstanceRecord record() {
        return record;
    }

    /** Names its processes for the meter; 0 when it never began. */
    public int session() {
        return session;
    }

    /** Done with how it ended, once it has and all its output is in the log. */
    public CompletableFuture<Exit> ended() {
        return ended;
    }

    /** Every living process of it. */
    public List<Proc> processes() {
        if (session == 0) {
            return List.of();
        }
        var mine = new HashMap<Integer, Proc>();
        var grouped = group.processes();
        var all = Proc.all();
        for (var process : all) {
            if (process.pid() != session && (process.session() == session || grouped.contains(process.pid()))) {
                mine.put(process.pid(), process);
            }
        }
        addDescendants(all, mine);
        mine.values().removeIf(process -> process.state() == 'Z');
        return List.copyOf(mine.values());
    }

    /** A process that made a session of its own is still a child of somebody here, as a rule. */
    private void addDescendants(List<Proc> all, Map<Integer, Proc> mine) {
        boolean grown;
        do {
            grown = false;
            for (var process : all) {
                if (process.pid() != session && (mine.containsKey(process.parent()) || process.parent() == session)) {
                    grown |= mine.put(process.pid(), process) == null;
                }
            }
        } while (grown);
    }

    /** Remembers something about it beyond the end of this node. */
    public void mark(Mark mark) {
        try {
            Files.write(folder.resolve(mark.name()), new byte[0]);
        } catch (IOException e) {
            LOG.warn("cannot mark {} as {}: {}", record.id(), mark, e.getMessage());
        }
    }

    /** Whether that was remembered. */
    public boolean has(Mark mark) {
        return Files.exists(folder.resolve(mark.name()));
    }

    /** Asks every process of it to end; those that do not within the grace are killed. Returns when all have ended. */
    public Exit stop(Duration grace) throws InterruptedException {
        processes().forEach(process -> ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroy));
        var exit = await(grace);
        return exit == null ? kill() : exit;
    }

    /** Ends every process of it at once. */
    public Exit kill() throws InterruptedException {
        for (long until = System.nanoTime() + KILLED_WITHIN.toNanos(); System.nanoTime() < until;) {
            processes().forEach(Instance::kill);
            var exit = await(Duration.ofMillis(100));
            if (exit != null) {
                return exit;
            }
        }
        LOG.error("{} cannot be killed", record.id());
        return new Exit(null, clock.instant(), Duration.between(record.startedAt(), clock.instant()), false, memoryMiB);
    }

    /** Waits for its end; null when it has not come by then. */
    public @Nullable Exit await(Duration atMost) throws InterruptedException {
        try {
            return ended.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void kill(Proc process) {
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Deletes what it wrote, once it has ended. */
    public void forget() {
        group.remove();
        try {
            Trees.delete(folder);
        } catch (IOException e) {
            LOG.warn("cannot delete {}: {}", folder, e.getMessage());
        }
    }

    /** Something to remember about an instance. */
    public enum Mark {
        /** It was healthy once. */
        READY,
        /** It has been told to end. */
        DRAINING,
        /** It was taken for broken. */
        UNHEALTHY
    }
}
