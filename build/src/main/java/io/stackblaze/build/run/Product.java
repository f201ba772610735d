package io.stackblaze.build.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a build has come to so far. One thread's. */
public final class Product {
    private static final List<String> MACHINE = List.of("/usr/local/bin", "/usr/bin", "/bin");

    private final Map<String, String> processes = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Set<String> path = new LinkedHashSet<>();
    private final Set<Path> layers = new LinkedHashSet<>();

    /** Names a process type's command, over what was said before. */
    public void process(String type, String command) {
        processes.put(type, command);
    }

    /** Names a process type's command unless it has one. */
    public void processIfAbsent(String type, String command) {
        processes.putIfAbsent(type, command);
    }

    /** Gives the code a variable at run time. */
    public void variable(String name, String value) {
        environment.put(name, value);
    }

    /** Adds a folder of programs; those added first are found first. */
    public void path(String folder) {
        path.add(folder);
    }

    /** Notes a folder of the store that the code refers to. */
    public void layer(Path folder) {
        layers.add(folder);
    }

    /** Command lines by process type. */
    public Map<String, String> processes() {
        return processes;
    }

    /** Variables at run time, {@code PATH} among them. */
    public Map<String, String> environment() {
        var all = new LinkedHashMap<>(environment);
        all.put("PATH", searchPath());
        return all;
    }

    /** The value of {@code PATH}. */
    public String searchPath() {
        var folders = new ArrayList<>(path);
        folders.addAll(MACHINE);
        return String.join(":", folders);
    }

    /** Folders of the store, in the order in which they were noted. */
    public List<Path> layers() {
        return List.copyOf(layers);
    }
}
