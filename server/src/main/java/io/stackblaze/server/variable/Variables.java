package io.stackblaze.server.variable;

import java.time.Clock;
import java.util.List;

import io.stackblaze.server.secret.Vault;
import io.stackblaze.server.store.Rows;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Variables and secrets that people set, encrypted at rest. Any thread may use it. */
public final class Variables {
    private final Jdbi jdbi;
    private final Vault vault;
    private final Clock clock;

    /** Keeps them in the database. */
    public Variables(Jdbi jdbi, Vault vault, Clock clock) {
        this.jdbi = jdbi;
        this.vault = vault;
        this.clock = clock;
    }

    /** All of an environment, by name and service, with their values. */
    public List<Variable> list(long environment) {
        return jdbi.withHandle(handle -> handle
                .createQuery("select * from variables where environment_id = :environment order by name, service")
                .bind("environment", environment).map((row, _) -> {
                    String service = Rows.text(row, "service");
                    String name = Rows.text(row, "name");
                    String value = vault.open(owner(environment, service, name), Rows.bytes(row, "value_ciphertext"));
                    return new Variable(service, name, value, row.getBoolean("secret"));
                }).list());
    }

    /** Makes changes, all or none. */
    public void change(long environment, VariableChange change, String by) {
        jdbi.useTransaction(handle -> {
            for (var unset : change.unset()) {
                handle.createUpdate("""
                        delete from variables
                        where environment_id = :environment and service = :service and name = :name""")
                        .bind("environment", environment).bind("service", unset.service()).bind("name", unset.name())
                        .execute();
            }
            for (var set : change.set()) {
                put(handle, environment, set, by);
            }
        });
    }

    /** Puts the variables of an environment back to what they were, all or none. */
    public void replace(long environment, List<Variable> variables, String by) {
        jdbi.useTransaction(handle -> {
            handle.createUpdate("delete from variables where environment_id = :environment")
                    .bind("environment", environment).execute();
            for (var variable : variables) {
                put(handle, environment, variable, by);
            }
        });
    }

    private void put(Handle handle, long environment, Variable variable, String by) {
        handle.createUpdate("""
                insert into variables (environment_id, service, name, secret, value_ciphertext, updated_at, updated_by)
                values (:environment, :service, :name, :secret, :value, :now, :by)
                on conflict (environment_id, service, name) do update set secret = excluded.secret,
                    value_ciphertext = excluded.value_ciphertext, updated_at = excluded.updated_at,
                    updated_by = excluded.updated_by""").bind("environment", environment)
                .bind("service", variable.service()).bind("name", variable.name()).bind("secret", variable.secret())
                .bind("value", vault.seal(owner(environment, variable.service(), variable.name()), variable.value()))
                .bind("now", clock.instant()).bind("by", by).execute();
    }

    private static String owner(long environment, String service, String name) {
        return "variable/" + environment + "/" + service + "/" + name;
    }
}
