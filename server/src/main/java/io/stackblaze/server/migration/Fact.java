package io.stackblaze.server.migration;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.stackblaze.heroku.inventory.Job;
import io.stackblaze.migration.dns.RecordSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/**
 * Something that is known of a migration and must be known after a crash. None of it is secret.
 *
 * @param name under which it is kept
 * @param type what it is
 */
record Fact<T>(String name, TypeReference<T> type) {
    /** Heroku's id of the app. */
    static final Fact<String> APP_ID = new Fact<>("app_id", new TypeReference<>() {
    });
    /** What was read, for people and programs; no values of config vars. */
    static final Fact<JsonNode> INSPECTION = new Fact<>("inspection", new TypeReference<>() {
    });
    /** Where the app answers at Heroku. */
    static final Fact<String> WEB_URL = new Fact<>("web_url", new TypeReference<>() {
    });
    /** The blueprint it gets. */
    static final Fact<String> BLUEPRINT = new Fact<>("blueprint", new TypeReference<>() {
    });
    /** The source that is built. */
    static final Fact<String> SOURCE = new Fact<>("source", new TypeReference<>() {
    });
    /** Commit of what runs at Heroku. */
    static final Fact<String> COMMIT = new Fact<>("commit", new TypeReference<>() {
    });
    /** Services with what they are at Heroku. */
    static final Fact<List<Pair>> PAIRS = new Fact<>("pairs", new TypeReference<>() {
    });
    /** Datastores that move. */
    static final Fact<List<Store>> STORES = new Fact<>("stores", new TypeReference<>() {
    });
    /** Which config vars become what. */
    static final Fact<Variables> VARIABLES = new Fact<>("variables", new TypeReference<>() {
    });
    /** What stands in the way of preparing, a sentence each, with its remedy behind a tab. */
    static final Fact<List<String>> OBSTACLES = new Fact<>("obstacles", new TypeReference<>() {
    });
    /** What may be deprovisioned at the end, with its price. */
    static final Fact<List<String>> LEFT = new Fact<>("left", new TypeReference<>() {
    });
    /** Where each step stands. */
    static final Fact<Map<String, Passed>> STEPS = new Fact<>("steps", new TypeReference<>() {
    });
    /** How Heroku was before its processes were stopped; there only while they are. */
    static final Fact<Saved> SAVED = new Fact<>("saved", new TypeReference<>() {
    });
    /** When jobs were stopped on the side that they leave, by service; until those that fell due are made up for. */
    static final Fact<Map<String, Instant>> JOBS_STOPPED = new Fact<>("jobs_stopped", new TypeReference<>() {
    });
    /** When jobs were started on the side to which they come. */
    static final Fact<Map<String, Instant>> JOBS_STARTED = new Fact<>("jobs_started", new TypeReference<>() {
    });
    /** The last cut. */
    static final Fact<MigrationView.Cut> CUT = new Fact<>("cut", new TypeReference<>() {
    });
    /** When the app came here; there only while it is. */
    static final Fact<Instant> HERE_SINCE = new Fact<>("here_since", new TypeReference<>() {
    });
    /** What was tried in the rehearsal. */
    static final Fact<List<MigrationView.Trial>> TRIALS = new Fact<>("trials", new TypeReference<>() {
    });
    /** Who approved it, and when. */
    static final Fact<String> APPROVED = new Fact<>("approved", new TypeReference<>() {
    });
    /** What Heroku answered before the cut. */
    static final Fact<MigrationView.Side> BASELINE = new Fact<>("baseline", new TypeReference<>() {
    });
    /** What the edge had counted here at the cut. */
    static final Fact<MigrationView.Side> BEFORE_HERE = new Fact<>("before_here", new TypeReference<>() {
    });
    /** Whether it rolls back by itself when it is worse here. */
    static final Fact<Boolean> AUTO_ROLLBACK = new Fact<>("auto_rollback", new TypeReference<>() {
    });
    /** A path that must be answered well while it is watched. */
    static final Fact<String> PROBE = new Fact<>("probe", new TypeReference<>() {
    });
    /** The share of visitors, in percent, who are served here before the cut; there only while some are. */
    static final Fact<Integer> SHARE = new Fact<>("share", new TypeReference<>() {
    });
    /** Paths whose answers are compared in the rehearsal. */
    static final Fact<List<String>> PATHS = new Fact<>("paths", new TypeReference<>() {
    });
    /** How it is cut over by DNS; absent when it is cut over through the edge. */
    static final Fact<DnsSettings> DNS = new Fact<>("dns", new TypeReference<>() {
    });
    /** What was seen of each domain at the last look. */
    static final Fact<Map<String, DnsSeen>> DNS_SEEN = new Fact<>("dns_seen", new TypeReference<>() {
    });
    /** Why records cannot be changed; empty when it was tried and they can. */
    static final Fact<String> DNS_TRIAL = new Fact<>("dns_trial", new TypeReference<>() {
    });
    /** What each domain had before it was led here; there only while it is. */
    static final Fact<Map<String, List<RecordSet>>> DNS_BEFORE = new Fact<>("dns_before", new TypeReference<>() {
    });
    /** What was going on before a person paused it. */
    static final Fact<String> PAUSED_FROM = new Fact<>("paused_from", new TypeReference<>() {
    });

    /**
     * A service, here and there.
     *
     * @param there what it is at Heroku, in words; empty when there is none
     * @param process its process type there; empty for jobs and datastores
     * @param quantity how many there were when it was inspected
     * @param job its job there; null for all else
     */
    record Pair(String name, String type, String there, String process, int quantity, @Nullable Job job) {}

    /**
     * A datastore that moves.
     *
     * @param service its name here
     * @param kind {@code postgres} or {@code redis}
     * @param variable config var with its address at Heroku
     * @param addon its name there
     */
    record Store(String service, String kind, String variable, String addon) {}

    /** Which config vars are kept as secrets, and which in plain. */
    record Variables(List<String> secrets, List<String> plain) {}

    /** Where a step stands. */
    record Passed(MigrationView.StepState state, Instant startedAt, @Nullable Instant finishedAt,
            List<String> proof) {}

    /** How Heroku was. */
    record Saved(Map<String, Integer> formation, List<Job> jobs, boolean maintenance) {}
}
