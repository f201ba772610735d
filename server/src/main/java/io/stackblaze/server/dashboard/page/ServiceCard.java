package io.stackblaze.server.dashboard.page;

import java.time.Instant;
import java.util.List;

import io.stackblaze.blueprint.ServiceType;
import org.jspecify.annotations.Nullable;

/**
 * One service as the map and its own page show it.
 *
 * @param word what its state is called here: {@code live}, {@code rolling}, {@code crashed}
 * @param reason why it is not well, a sentence; empty when it is
 * @param lastLines last lines of the instance that failed, oldest first; empty when none did
 * @param release release that serves, 0 for none and for datastores
 * @param progress how far a roll is: {@code v13 starting, 1 of 2 ready}; empty when none goes on
 * @param ready instances that serve
 * @param wanted instances there should be
 * @param cpuPercent sum over its instances, percent of one CPU
 * @param memoryBytes sum over its instances
 * @param schedule cron expression and zone; empty for what is no cron job
 * @param next when the cron job is due
 * @param urls public addresses
 * @param uses services it refers to
 * @param detail one line of the engine's, {@code PostgreSQL 16.15, 42 MB}; may be empty
 * @param instances running and recently ended ones
 */
public record ServiceCard(String name, ServiceType type, State state, String word, String reason,
        List<String> lastLines, int release, String progress, int ready, int wanted, double cpuPercent,
        long memoryBytes, String schedule, @Nullable Instant next, List<String> urls, List<String> uses,
        String detail, List<InstanceRow> instances) {
    /** Copies the lists. */
    public ServiceCard {
        lastLines = List.copyOf(lastLines);
        urls = List.copyOf(urls);
        uses = List.copyOf(uses);
        instances = List.copyOf(instances);
    }

    /** Whether it keeps data. */
    public boolean datastore() {
        return type == ServiceType.POSTGRES || type == ServiceType.REDIS;
    }

    /** Whether it runs by the clock. */
    public boolean cron() {
        return type == ServiceType.CRON;
    }

    /** Whether its number of instances can be chosen. */
    public boolean scalable() {
        return type == ServiceType.WEB || type == ServiceType.WORKER;
    }

    /** The newest run of a cron job; null when there was none, and for what is no cron job. */
    public @Nullable InstanceRow lastRun() {
        return cron() && !instances.isEmpty() ? instances.getFirst() : null;
    }

    /** The names it uses, separated by spaces, for the script that draws the lines. */
    public String usesWords() {
        return String.join(" ", uses);
    }
}
