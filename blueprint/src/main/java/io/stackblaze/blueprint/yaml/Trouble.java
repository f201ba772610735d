package io.stackblaze.blueprint.yaml;

/**
 * Something in a text that makes it no YAML that we read.
 *
 * @param path where in the structure: {@code services.web}; empty for the whole
 * @param problem what is wrong, a sentence
 * @param remedy what would be right, a sentence
 */
public record Trouble(Position at, String path, String problem, String remedy) {}
