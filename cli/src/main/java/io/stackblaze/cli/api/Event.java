package io.stackblaze.cli.api;

/**
 * One server-sent event.
 *
 * @param id its id, empty for none
 * @param name what kind it is
 * @param data JSON text
 */
public record Event(String id, String name, String data) {}
