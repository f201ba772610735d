package io.stackblaze.heroku.emulator.account;

import java.time.Instant;

import io.stackblaze.heroku.emulator.scenario.Scenario;

/**
 * A job of Heroku Scheduler.
 *
 * @param id its number
 * @param job what it does and when
 * @param createdAt when it was made
 */
public record Job(String id, Scenario.Job job, Instant createdAt) {}
