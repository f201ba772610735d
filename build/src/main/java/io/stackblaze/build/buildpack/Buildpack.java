package io.stackblaze.build.buildpack;

import java.nio.file.Path;

/**
 * A buildpack, copied or cloned for one build.
 *
 * @param name as the blueprint names it
 * @param folder where its {@code bin} is
 * @param version commit, or digest of its folder
 */
record Buildpack(String name, Path folder, String version) {
    Path program(String name) {
        return folder.resolve("bin").resolve(name);
    }
}
