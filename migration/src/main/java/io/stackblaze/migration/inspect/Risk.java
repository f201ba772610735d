package io.stackblaze.migration.inspect;

/**
 * Something that goes wrong in moves like this one.
 *
 * @param rank from 1, the worst: the most silent and the most costly first
 * @param title what goes wrong
 * @param evidence why it applies to this app
 * @param remedy what is done, or is to be done
 */
public record Risk(int rank, String title, String evidence, String remedy) {}
