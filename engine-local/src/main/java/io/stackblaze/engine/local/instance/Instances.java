package io.stackblaze.engine.local.instance;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.local.logs.Sink;
import io.stackblaze.engine.local.logs.Tail;
import io.stackblaze.engine.local.proc.Cgroups;
import io.stackblaze.engine.local.proc.Proc;
import io.stackblaze.engine.local.state.AtomicFile;
import io.stackblaze.engine.local.state.Folders;
import io.stackblaze.engine.local.state.Json;
import io.stackblaze.sandbox.Trees;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts instances, and finds those again that another node started. Any thread. */
public final class Instances {
    private static final Logger LOG = LoggerFactory.getLogger(Instances.class);

    private final Path folder;
    private final Cgroups cgroups;
    private final CommandLine commands;
    private final Clock clock;
    private final String boot = Proc.boot();
    private final Set<Instance> living = ConcurrentHashMap.newKeySet();

    /** Instances with a folder each below one folder. */
    public Instances(Path folder, Cgroups cgroups, CommandLine commands, Clock clock) throws IOException {
        this.folder = AtomicFile.directory(folder);
        this.cgroups = cgroups;
        this.commands = commands;
        this.clock = clock;
    }

    /** Names of all living instances' processes, for the meter. */
    public Set<Integer> sessions() {
        return living.stream().map(Instance::session).collect(Collectors.toSet());
    }

    /** The boot that instances started now belong to. */
    public String boot() {
        return boot;
    }

    /**
     * Starts an instance. Its record is on the disk before anything of it runs.
     *
     * @throws EngineException when it cannot be started; nothing of it is left then
     */
    public Instance start(Launch launch) {
        var record = launch.record();
        var place = folder.resolve(record.id());
        var group = cgroups.find(record.id());
        try {
            group = cgroups.create(record.id(), launch.workload().resources());
            AtomicFile.directory(place);
            Json.save(place.resolve("record.json"), new Kept(record, launch.workload().resources().memoryMiB()));
            Files.createFile(place.resolve("out"));
            var builder = commands.of(launch, place, group.folders());
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(place.resolve("out").toFile()));
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.redirectInput(Path.of("/dev/null").toFile());
            var process = builder.start();
            var instance = instance(new Kept(record, launch.workload().resources().memoryMiB()), place,
                    (int) process.pid(), launch.sink());
            instance.follow(process.toHandle());
            return instance;
        } catch (IOException | IllegalArgumentException e) {
            discard(place, group);
            throw new EngineException(EngineException.Code.FAILED,
                    "could not be started: " + e.getMessage() + "; see that the disk has room and the build is there",
                    e);
        }
    }

    private Instance instance(Kept kept, Path place, int session, Sink sink) {
        var record = kept.record();
        var tail = Tail.start(place.resolve("out"), sink, record.id());
        var instance = new Instance(record, place, session, kept.memoryMiB(), cgroups.find(record.id()), clock, tail);
        living.add(instance);
        var _ = instance.ended().thenRun(() -> living.remove(instance));
        return instance;
    }

    /**
     * Finds every instance of nodes before this one, living or ended meanwhile.
     *
     * @param sinks where the lines of an instance go; one without a sink is left alone
     */
    public List<Instance> adopt(Function<InstanceRecord, Optional<Sink>> sinks) throws IOException {
        var found = new ArrayList<Instance>();
        for (var place : Folders.list(folder)) {
            try {
                adopt(place, sinks).ifPresent(found::add);
            } catch (IOException e) {
                LOG.error("an instance cannot be taken over and is left alone: {}", e.getMessage());
            }
        }
        return found;
    }

    private Optional<Instance> adopt(Path place, Function<InstanceRecord, Optional<Sink>> sinks) throws IOException {
        var kept = Json.load(place.resolve("record.json"), Kept.class);
        if (kept.isEmpty()) {
            discard(place, cgroups.find(place.getFileName().toString()));
            return Optional.empty();
        }
        var sink = sinks.apply(kept.get().record());
        return sink.isEmpty() ? Optional.empty() : Optional.of(adopt(kept.get(), place, sink.get()));
    }

    private Instance adopt(Kept kept, Path place, Sink sink) throws IOException {
        if (Files.notExists(place.resolve("out"))) {
            Files.createFile(place.resolve("out"));
        }
        var leader = leader(place);
        boolean sameBoot = kept.record().boot().equals(boot);
        var alive = sameBoot
                ? Proc.of(leader.pid()).filter(
                        process -> process.started() == leader.started() && process.state() != 'Z')
                : Optional.<Proc>empty();
        var instance = instance(kept, place, sameBoot ? leader.pid() : 0, sink);
        instance.follow(alive.flatMap(process -> ProcessHandle.of(process.pid())).orElse(null));
        return instance;
    }

    /**
     * Who claimed the instance. When nobody has, this does, by a link that needs no room on the disk: a process that
     * comes later finds it taken and ends.
     */
    private static Leader leader(Path place) throws IOException {
        var claim = place.resolve("claim");
        try {
            Files.createLink(claim, place.resolve("record.json"));
            return Leader.NOBODY;
        } catch (FileAlreadyExistsException e) {
            var words = Files.readString(claim).strip().split(" ");
            return words.length == 2
                    ? new Leader(Integer.parseInt(words[0]), Long.parseLong(words[1]))
                    : Leader.NOBODY;
        }
    }

    private static void discard(Path place, Cgroups.Group group) {
        group.remove();
        try {
            if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                Trees.delete(place);
            }
        } catch (IOException e) {
            LOG.warn("cannot delete {}: {}", place, e.getMessage());
        }
    }

    private record Leader(int pid, long started) {
        static final Leader NOBODY = new Leader(0, 0);
    }

    private record Kept(InstanceRecord record, int memoryMiB) {}
}
