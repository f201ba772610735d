package io.stackblaze.server.release;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.stackblaze.blueprint.ServiceType;
import io.stackblaze.engine.Secret;
import io.stackblaze.server.secret.Random;
import io.stackblaze.server.secret.Vault;
import io.stackblaze.server.store.Rows;
import org.jdbi.v3.core.Jdbi;

/** Datastores that have data, each with the password that was made for it once. Any thread may use it. */
public final class Datastores {
    private final Jdbi jdbi;
    private final Vault vault;
    private final Clock clock;
    private final Random random;

    /** A datastore's row, without its password. */
    public record Datastore(String service, ServiceType type) {}

    /** Keeps passwords in the database, encrypted. */
    public Datastores(Jdbi jdbi, Vault vault, Clock clock, Random random) {
        this.jdbi = jdbi;
        this.vault = vault;
        this.clock = clock;
        this.random = random;
    }

    /** Sees to it that a datastore has a password. */
    public void ensure(long environment, String service, ServiceType type) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                insert into datastores (environment_id, service, type, password_ciphertext, created_at)
                values (:environment, :service, :type, :password, :now) on conflict do nothing""")
                .bind("environment", environment).bind("service", service).bind("type", type.word())
                .bind("password", vault.seal(owner(environment, service), random.password()))
                .bind("now", clock.instant()).execute());
    }

    /** Takes a copy of another datastore, which has the same password; fine when it is known already. */
    public void adopt(long environment, String service, String from) {
        var password = Optional.ofNullable(passwords(environment).get(from)).orElseThrow(
                () -> new IllegalArgumentException("there is no datastore " + from));
        jdbi.useHandle(handle -> handle.createUpdate("""
                insert into datastores (environment_id, service, type, password_ciphertext, created_at)
                select environment_id, :service, type, :password, :now from datastores
                where environment_id = :environment and service = :from on conflict do nothing""")
                .bind("environment", environment).bind("service", service).bind("from", from)
                .bind("password", vault.seal(owner(environment, service), password.reveal()))
                .bind("now", clock.instant()).execute());
    }

    /** Passwords by service. */
    public Map<String, Secret> passwords(long environment) {
        return jdbi.withHandle(handle -> handle
                .createQuery("select service, password_ciphertext from datastores where environment_id = :environment")
                .bind("environment", environment)
                .map((row, _) -> Map.entry(Rows.text(row, "service"),
                        new Secret(vault.open(owner(environment, Rows.text(row, "service")),
                                Rows.bytes(row, "password_ciphertext")))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** Those that have data, by name. */
    public List<Datastore> list(long environment) {
        return jdbi.withHandle(handle -> handle
                .createQuery(
                        "select service, type from datastores where environment_id = :environment order by service")
                .bind("environment", environment).map((row, _) -> new Datastore(Rows.text(row, "service"),
                        ServiceType.valueOf(Rows.text(row, "type").toUpperCase(Locale.ROOT))))
                .list());
    }

    /** Datastores whose connection strings lead to another one, and to which; after a swap. */
    public Map<String, String> leads(long environment) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                select service, leads_to from datastores
                where environment_id = :environment and leads_to is not null""").bind("environment", environment)
                .map((row, _) -> Map.entry(Rows.text(row, "service"), Rows.text(row, "leads_to")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** From now on, connection strings of these lead there; a name of its own to itself. */
    public void lead(long environment, Map<String, String> leads) {
        jdbi.useTransaction(handle -> leads.forEach((service, to) -> handle.createUpdate("""
                update datastores set leads_to = nullif(:to, service)
                where environment_id = :environment and service = :service""").bind("environment", environment)
                .bind("service", service).bind("to", to).execute()));
    }

    /** Forgets a datastore whose data is gone. */
    public void forget(long environment, String service) {
        jdbi.useHandle(handle -> handle
                .createUpdate("delete from datastores where environment_id = :environment and service = :service")
                .bind("environment", environment).bind("service", service).execute());
    }

    private static String owner(long environment, String service) {
        return "datastore/" + environment + "/" + service;
    }
}
