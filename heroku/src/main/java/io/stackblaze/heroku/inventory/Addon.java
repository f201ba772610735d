package io.stackblaze.heroku.inventory;

import java.util.List;
import java.util.Locale;

/**
 * An add-on that an app uses, its own or another app's.
 *
 * @param id Heroku's; empty when only files were read
 * @param name such as {@code postgresql-flat-1234}
 * @param service such as {@code heroku-postgresql}
 * @param plan such as {@code heroku-postgresql:standard-0}
 * @param state such as {@code provisioned}
 * @param owner the app that is billed for it
 * @param own whether that is this app
 * @param centsPerMonth -1 when not known
 * @param configVars variables it sets
 * @param attachments names under which this app has it
 * @param otherApps other apps that have it too
 */
public record Addon(String id, String name, String service, String plan, String state, String owner, boolean own,
        int centsPerMonth, List<String> configVars, List<String> attachments, List<String> otherApps) {
    /** Copies the lists. */
    public Addon {
        configVars = List.copyOf(configVars);
        attachments = List.copyOf(attachments);
        otherApps = List.copyOf(otherApps);
    }

    /** Whether it is a Heroku Postgres. */
    public boolean isPostgres() { return service.equals("heroku-postgresql"); }

    /** Whether it is a Heroku Key-Value Store. */
    public boolean isKeyValue() {
        return service.startsWith("heroku-redis") || service.equals("heroku-key-value-store");
    }

    /** The plan without the service: {@code standard-0}. */
    public String level() {
        return plan.substring(plan.indexOf(':') + 1).toLowerCase(Locale.ROOT);
    }

    /** Whether it is a Postgres of the newer tier, which other calls are for. */
    public boolean isAdvanced() {
        return isPostgres() && level().matches("(advanced|performance).*");
    }
}
