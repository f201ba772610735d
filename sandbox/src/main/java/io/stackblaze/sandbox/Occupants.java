package io.stackblaze.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Processes that work in a folder: that have it as their working directory, whatever it is called in their view. A
 * server that works in its own data folder is recognised by that after a restart of ours, and a number that some other
 * process has got since is not taken for it.
 */
public final class Occupants {
    private Occupants() {}

    /** Whether a process works in this folder; not when it has ended or may not be looked at. */
    public static boolean worksIn(ProcessHandle process, Path folder) {
        try {
            return process.isAlive() && Files.isSameFile(Path.of("/proc", Long.toString(process.pid()), "cwd"), folder);
        } catch (IOException _) {
            return false;
        }
    }

    /** All processes that work in this folder. */
    public static List<ProcessHandle> of(Path folder) {
        return ProcessHandle.allProcesses().filter(process -> worksIn(process, folder)).toList();
    }
}
