package io.stackblaze.cli.command;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

import io.stackblaze.cli.terminal.Screen;

/**
 * The world around a command; tests make their own.
 *
 * @param screen where answers go and questions come from
 * @param variables environment variables
 * @param directory working directory
 * @param launcher the program that starts this one, the server and the node
 * @param build which build of StackBlaze this is
 * @param clock tells the time
 */
public record Context(Screen screen, Map<String, String> variables, Path directory, Path launcher, String build,
        Clock clock) {
    /** Copies. */
    public Context {
        variables = Map.copyOf(variables);
    }
}
