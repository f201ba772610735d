package io.stackblaze.postgres.move.catalog;

/** An extension that a database uses. */
public record Extension(String name, String version, String schema) {}
