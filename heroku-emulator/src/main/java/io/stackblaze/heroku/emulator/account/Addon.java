package io.stackblaze.heroku.emulator.account;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

import io.stackblaze.heroku.emulator.scenario.Scenario;

/** An add-on, owned by one app and attached to one or more. */
public final class Addon {
    private final UUID id;
    private final Scenario.Addon described;
    private final App owner;
    private final Instant createdAt;
    private final Map<String, String> settings = new TreeMap<>();
    private String plan;
    private Datastore datastore;

    Addon(UUID id, Scenario.Addon described, App owner, Instant createdAt) {
        this.id = id;
        this.described = described;
        this.owner = owner;
        this.createdAt = createdAt;
        this.plan = described.plan();
        this.datastore = new PaperDatastore(isKeyValue() ? "redis" : "postgres", described);
    }

    /** Its number. */
    public UUID id() {
        return id;
    }

    /** Its name. */
    public String name() {
        return described.name();
    }

    /** {@code heroku-postgresql:essential-0}. */
    public String plan() {
        return plan;
    }

    /** {@code heroku-postgresql}. */
    public String service() {
        return plan.substring(0, plan.indexOf(':') < 0 ? plan.length() : plan.indexOf(':'));
    }

    /** The app that pays for it. */
    public App owner() {
        return owner;
    }

    /** What the scenario says of it. */
    public Scenario.Addon described() {
        return described;
    }

    /** When it was made. */
    public Instant createdAt() {
        return createdAt;
    }

    /** Whether it is a Postgres database. */
    public boolean isPostgres() {
        return service().startsWith("heroku-postgresql");
    }

    /** Whether it is a Redis. */
    public boolean isKeyValue() { return service().startsWith("heroku-redis"); }

    /** Whether it is a database of the Advanced tier, which another API tells of. */
    public boolean isAdvanced() {
        return isPostgres() && plan.contains(":advanced");
    }

    /** What stands behind it. */
    public Datastore datastore() {
        return datastore;
    }

    /** Puts something real behind it; apps read the new address from then on. */
    public void back(Datastore real) {
        datastore = real;
    }

    /** Its plan becomes another of the same service. */
    public void replan(String other) {
        plan = other;
    }

    /** Parameters that were set through the API. */
    public Map<String, String> settings() {
        return Map.copyOf(settings);
    }

    /** Sets a parameter through the API. */
    public void configure(String name, String value) {
        datastore.configure(name, value);
        settings.put(name, value);
    }

    /**
     * The config vars that an attachment gives an app; none before the add-on is ready.
     *
     * @param attachment its name, as {@code DATABASE}
     * @param namespace its namespace
     */
    Map<String, String> variables(String attachment, Optional<String> namespace) {
        var result = new LinkedHashMap<String, String>();
        if (described.state().equals("provisioning")) {
            return result;
        }
        if (isPostgres() || isKeyValue()) {
            result.put(attachment + "_URL", namespace.filter(name -> name.startsWith("credential:"))
                    .map(name -> otherUser(name.substring("credential:".length()))).orElseGet(datastore::url));
        }
        result.putAll(described.config());
        return result;
    }

    /** Names of the variables of an attachment. */
    public List<String> variableNames(String attachment) {
        return variables(attachment, Optional.empty()).keySet().stream().sorted().toList();
    }

    private String otherUser(String credential) {
        return datastore.url().replaceFirst("//[^@]*@", "//" + credential + ":" + credentialPassword(credential) + "@");
    }

    /** The password of a credential beside {@code default}. */
    public String credentialPassword(String credential) {
        return "p" + Ids.digits(Ids.of("credential", name() + credential), 32);
    }
}
