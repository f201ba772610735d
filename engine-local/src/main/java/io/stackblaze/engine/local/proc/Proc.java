package io.stackblaze.engine.local.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One process as {@code /proc/PID/stat} shows it.
 *
 * @param state one letter; {@code Z} is a zombie
 * @param session session it belongs to: pid of the session's leader
 * @param ticks CPU time used, in clock ticks (hundredths of a second on Linux)
 * @param started when it began, in clock ticks since boot: together with the pid and the boot it names the process
 * @param residentBytes resident memory
 */
public record Proc(int pid, char state, int parent, int session, long ticks, long started, long residentBytes) {
    private static final long PAGE = 4096;

    /** The process of that pid, if there is one. */
    public static Optional<Proc> of(long pid) {
        try {
            return Optional.of(parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat"),
                    StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Every process that can be seen. */
    public static List<Proc> all() {
        var all = new ArrayList<Proc>();
        var entries = Path.of("/proc").toFile().list((_, name) -> Character.isDigit(name.charAt(0)));
        for (var entry : entries == null ? new String[0] : entries) {
            of(Long.parseLong(entry)).ifPresent(all::add);
        }
        return all;
    }

    /** Living processes of a session, but for its leader. */
    public static List<Proc> members(int session) {
        return all().stream().filter(process -> process.session == session && process.pid != session)
                .filter(process -> process.state != 'Z').toList();
    }

    /** Names this boot of the machine; a process of another boot is gone. */
    public static String boot() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    static Proc parse(String stat) {
        // the name, in parentheses, may hold anything: blanks and parentheses too
        var fields = stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ");
        return new Proc(Integer.parseInt(stat.substring(0, stat.indexOf(' '))), fields[0].charAt(0),
                Integer.parseInt(fields[1]), Integer.parseInt(fields[3]),
                Long.parseLong(fields[11]) + Long.parseLong(fields[12]), Long.parseLong(fields[19]),
                Long.parseLong(fields[21]) * PAGE);
    }
}
