package io.stackblaze.build.node;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A Node that can be used.
 *
 * @param version {@code 20.20.2}
 * @param bin folder of {@code node} and {@code npm}
 * @param npm version of its npm
 * @param stored folder of the store it is in; empty when the machine has it installed
 * @param headers folder that has {@code include/node}, for native packages; empty when there is none
 */
public record NodeRuntime(String version, Path bin, String npm, Optional<Path> stored, Optional<Path> headers) {}
