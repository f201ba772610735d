package io.stackblaze.build.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Everything that a started program started in turn. */
final class Session {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final long leader;
    private final OptionalInt uid;

    /** @param uid a user that runs nothing but this build; empty when there is none */
    Session(long leader, OptionalInt uid) {
        this.leader = leader;
        this.uid = uid;
    }

    /** Kills it all, and again until nothing is left: a process may start another while it is looked for. */
    void end() {
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            var alive = members();
            if (alive.isEmpty()) {
                return;
            }
            alive.forEach(ProcessHandle::destroyForcibly);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private List<ProcessHandle> members() {
        return ProcessHandle.allProcesses().filter(ProcessHandle::isAlive).filter(this::isMember).toList();
    }

    private boolean isMember(ProcessHandle process) {
        var folder = Path.of("/proc", Long.toString(process.pid()));
        try {
            var fields = fields(folder);
            var ours = uid.isPresent() && uid.getAsInt() > 0 && realUser(folder) == uid.getAsInt();
            return !isZombie(fields) && (ours || (fields.length > 3 && Long.parseLong(fields[3]) == leader));
        } catch (IOException _) {
            return false;
        }
    }

    /** Not the owner of the folder: a process can give that away, and keep running. */
    private static long realUser(Path folder) throws IOException {
        var status = Files.readString(folder.resolve("status"), StandardCharsets.ISO_8859_1);
        return status.lines().filter(line -> line.startsWith("Uid:")).findFirst()
                .map(line -> Long.parseLong(line.split("\\s+")[1])).orElse(-1L);
    }

    private static boolean isZombie(String[] fields) {
        return fields.length > 0 && fields[0].equals("Z");
    }

    /** State, parent, group, session and so on; the name before them may hold anything. */
    private static String[] fields(Path folder) throws IOException {
        var line = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
        return line.substring(line.lastIndexOf(')') + 2).split(" ");
    }
}
