package io.stackblaze.blueprint;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** A service made of processes of a release: {@code web}, {@code worker}, {@code cron}. */
public sealed interface ProcessService extends Service permits Web, Worker, Cron {
    /** Where its code comes from. */
    Source source();

    /** Command line; null means the Procfile line of the service's name, else what detection says. */
    @Nullable
    String start();

    /** Command run once before new instances; null for none, and always for {@code cron}. */
    default @Nullable String preDeploy() {
        return null;
    }

    /** Time between SIGTERM and SIGKILL. */
    Duration stopGrace();

    /** Variables in the file's order. */
    Map<String, Value> env();

    /** Secrets it may read, each one of the blueprint's {@code secrets}. */
    List<String> secretRefs();

    /** Whether previews of pull requests have it. */
    boolean preview();
}
