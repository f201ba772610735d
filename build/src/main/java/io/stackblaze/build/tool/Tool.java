package io.stackblaze.build.tool;

import java.util.List;
import java.util.Map;

import io.stackblaze.sandbox.Mount;

/**
 * A program to run.
 *
 * @param words the argument list; no secret is ever in it
 * @param directory where, as seen in the sandbox
 * @param environment all of its variables
 * @param mounts what it sees beside the machine's programs, in the order in which they are made
 */
public record Tool(List<String> words, String directory, Map<String, String> environment, List<Mount> mounts) {
    /** Copies. */
    public Tool {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
        mounts = List.copyOf(mounts);
    }
}
