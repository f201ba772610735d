package io.stackblaze.engine;

/**
 * What a build left behind, as an engine finds it again.
 *
 * @param id content address of the build; equal ids are equal bytes
 * @param location where it is, in the engine's own terms: an absolute directory for this machine (its {@code app}
 * folder becomes {@code /app} of each instance), an image reference for a cluster
 */
public record Artifact(String id, String location) {}
