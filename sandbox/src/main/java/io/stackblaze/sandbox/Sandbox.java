package io.stackblaze.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A private view of this machine for one command: its programs read-only ({@code /usr}, {@code /bin}, {@code /lib*},
 * {@code /etc}, {@code /opt}), {@code /proc} without other users' processes, a minimal {@code /dev}, a private
 * {@code /tmp} of 512 MB and {@code /dev/shm} of 64 MB, the mounts asked for, and nothing else: no home folders, no
 * StackBlaze home, no other project. The command has no capabilities and can gain no privileges.
 *
 * @param isolation what is used of it; {@link Isolation#here()} in production
 * @param mounts in the order in which they are made; a target is made when it is missing, never through a link, save a
 * file target that is a link itself: what it leads to in the view is replaced
 * @param directory working directory, as seen inside
 * @param uid user and group to run under, if this process is root; empty keeps the user
 * @param network name of a network namespace ({@code ip netns}) to run in; only with {@link Isolation#ROOT}, null for
 * this process's own
 * @param cgroups cgroup folders that the command joins before anything else
 */
public record Sandbox(Isolation isolation, List<Mount> mounts, String directory, OptionalInt uid,
        @Nullable String network, List<Path> cgroups) {
    private static final String VIEW = script("sandbox.sh");
    private static final String RESTORE = script("restore.sh");
    private static final Pattern NETWORK = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException when a path seen inside is not absolute and plain, or a user or network is asked
     * for that this isolation cannot give
     */
    public Sandbox {
        mounts = List.copyOf(mounts);
        cgroups = List.copyOf(cgroups);
        mounts.forEach(mount -> Inside.check(mount.target()));
        Inside.check(directory);
        if (isolation == Isolation.USER_NAMESPACE && uid.isPresent()) {
            throw new IllegalArgumentException("In a user namespace no process gets another user");
        }
        if (isolation != Isolation.ROOT && network != null) {
            throw new IllegalArgumentException("Only root gives a process another network, not " + isolation);
        }
        if (network != null && !NETWORK.matcher(network).matches()) {
            throw new IllegalArgumentException("Not the name of a network namespace: " + network);
        }
    }

    /**
     * The argument list that runs a command in this sandbox, for {@link ProcessBuilder}. The process that is started
     * becomes the command (by exec), so its pid is the command's and signals reach it. It ends with the command's exit
     * code; with 125 and a line on standard error when the sandbox cannot be made, with 127 when there is no such
     * command.
     *
     * <p>
     * The environment passes through unchanged (save {@code PWD} and {@code OLDPWD}), and so reaches programs that run
     * with this process's rights before
     * the command. When somebody else chooses its names or values ({@code LD_PRELOAD}), use {@link #process}.
     */
    public List<String> wrap(List<String> command) {
        check(command);
        return inView(command);
    }

    /**
     * The same with the environment of the command, which nothing before it can take for its own.
     *
     * @return to be redirected and started; no other variables, except {@code PATH} when it is not among them
     * @throws IllegalArgumentException when a name is no shell identifier ({@code [A-Za-z_][A-Za-z0-9_]*})
     */
    public ProcessBuilder process(List<String> command, Map<String, String> environment) {
        check(command);
        var plain = isolation == Isolation.NONE && uid.isEmpty();
        var builder = new ProcessBuilder(plain ? inView(command) : inView(restored(command, environment.size())));
        builder.environment().clear();
        builder.environment().putAll(plain ? Environment.plain(environment) : Environment.disguised(environment));
        if (isolation == Isolation.NONE) {
            builder.directory(Path.of(resolve(directory)).toFile());
        }
        return builder;
    }

    private static List<String> restored(List<String> command, int variables) {
        var words = new ArrayList<>(List.of("/bin/sh", "-c", RESTORE, "sh", Integer.toString(variables)));
        words.addAll(command);
        return words;
    }

    /**
     * Where a path seen inside is for the command: itself, or with {@link Isolation#NONE} the place it stands for (of
     * an
     * overlay, the original).
     */
    public String resolve(String inside) {
        if (isolation != Isolation.NONE) {
            return inside;
        }
        for (Mount mount : mounts.reversed()) {
            var source = switch (mount) {
                case Mount.ReadOnly readOnly -> readOnly.source();
                case Mount.Writable writable -> writable.source();
                case Mount.Overlay overlay -> overlay.lower();
                case Mount.Scratch _ -> null;
            };
            if (source != null && Path.of(inside).startsWith(mount.target())) {
                return source.resolve(Path.of(mount.target()).relativize(Path.of(inside))).toString();
            }
        }
        return inside;
    }

    private static void check(List<String> command) {
        if (command.isEmpty() || command.getFirst().startsWith("-")) {
            throw new IllegalArgumentException("Not a command: " + command);
        }
    }

    private List<String> inView(List<String> command) {
        if (isolation == Isolation.NONE) {
            return uid.isPresent() ? asUser(command) : List.copyOf(command);
        }
        var words = new ArrayList<String>();
        if (network != null) {
            words.addAll(List.of("/usr/bin/nsenter", "--net=/run/netns/" + network, "--"));
        }
        words.addAll(List.of("/usr/bin/unshare", "--mount", "--propagation", "private"));
        if (isolation == Isolation.USER_NAMESPACE) {
            words.addAll(List.of("--user", "--map-root-user"));
        }
        words.addAll(List.of("--", "/bin/sh", "-c", VIEW, "sandbox", kind(), directory));
        cgroups.forEach(cgroup -> words.addAll(List.of("cgroup", absolute(cgroup))));
        mounts.forEach(mount -> words.addAll(words(mount)));
        words.add("--");
        words.addAll(asUser(command));
        return List.copyOf(words);
    }

    private String kind() {
        if (isolation == Isolation.USER_NAMESPACE) {
            return "namespace";
        }
        return uid.isPresent() ? "user" : "root";
    }

    /** Gives up all rights; in a user namespace, also root's number for the user's own. */
    private List<String> asUser(List<String> command) {
        var words = new ArrayList<String>();
        if (isolation == Isolation.USER_NAMESPACE) {
            words.addAll(List.of("/usr/bin/unshare", "--user", "--map-user=" + Self.uid(), "--map-group=" + Self.gid(),
                    "--keep-caps", "--"));
        }
        words.add("/usr/bin/setpriv");
        if (uid.isPresent()) {
            var user = Integer.toString(uid.getAsInt());
            words.addAll(List.of("--reuid", user, "--regid", user, "--clear-groups"));
        }
        words.addAll(List.of("--no-new-privs", "--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all", "--"));
        words.addAll(command);
        return List.copyOf(words);
    }

    private static List<String> words(Mount mount) {
        return switch (mount) {
            case Mount.ReadOnly(var source, var target) -> List.of("ro", absolute(source), target);
            case Mount.Writable(var source, var target) -> List.of("rw", absolute(source), target);
            case Mount.Overlay(var lower, var upper, var work, var target) ->
                List.of("overlay", absolute(lower), absolute(upper), absolute(work), target);
            case Mount.Scratch(var target, var megabytes) -> List.of("scratch", Integer.toString(megabytes), target);
        };
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().toString();
    }

    private static String script(String name) {
        try (InputStream script = Sandbox.class.getResourceAsStream(name)) {
            if (script == null) {
                throw new IllegalStateException(name + " is missing from this build");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
