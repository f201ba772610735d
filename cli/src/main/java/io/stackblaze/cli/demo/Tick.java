package io.stackblaze.cli.demo;

import java.time.Instant;

/**
 * A minute at which a job is to run.
 *
 * @param job what it calls itself
 * @param minute its beginning
 */
record Tick(String job, Instant minute) {}
