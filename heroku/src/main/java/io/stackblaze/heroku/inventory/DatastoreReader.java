package io.stackblaze.heroku.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;

import io.stackblaze.heroku.database.KeyValueFacts;
import io.stackblaze.heroku.database.KeyValueProbe;
import io.stackblaze.heroku.database.PostgresFacts;
import io.stackblaze.heroku.database.PostgresProbe;
import io.stackblaze.heroku.database.ProbeException;
import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.heroku.platform.HerokuReader;
import io.stackblaze.heroku.platform.Question;

import static io.stackblaze.heroku.inventory.AppReader.encoded;
import static io.stackblaze.heroku.inventory.Gathering.awaited;

/** Reads what the Data API says of an app's datastores, and asks them themselves. */
final class DatastoreReader {
    private static final String REMEDY = "Databases of Private Spaces are reached from inside alone; else look at the network"
            + " from here. To leave databases alone: --no-databases";

    private final HerokuReader heroku;
    private final String base;
    private final Gathering gathering;
    private final boolean ask;

    DatastoreReader(HerokuReader heroku, String base, Gathering gathering, boolean ask) {
        this.heroku = heroku;
        this.base = base;
        this.gathering = gathering;
        this.ask = ask;
    }

    /** A datastore's own tongue. */
    @FunctionalInterface
    private interface Probe<T> {
        T ask(String url) throws ProbeException;
    }

    private record Begun(Addon addon, List<String> variables, Future<DatastoreInfo> info,
            Future<Optional<PostgresFacts>> postgres, Future<Optional<KeyValueFacts>> keyValue) {}

    List<Datastore> read(List<Addon> addons, Config config) throws HerokuException, InterruptedException {
        var begun = new ArrayList<Begun>();
        for (var addon : addons) {
            if (addon.isPostgres() || addon.isKeyValue()) {
                var variables = variables(addon, config);
                var info = gathering.part(addon.name(), DatastoreInfo.UNKNOWN,
                        () -> Shapes.info(heroku.get(Question.data(path(addon)))));
                begun.add(new Begun(addon, variables, info,
                        probe(addon, variables, config, addon.isPostgres(), PostgresProbe::ask),
                        probe(addon, variables, config, addon.isKeyValue(), KeyValueProbe::ask)));
            }
        }
        var datastores = new ArrayList<Datastore>();
        for (var each : begun) {
            datastores.add(new Datastore(each.addon(), each.variables(), awaited(each.info()),
                    awaited(each.postgres()).orElse(null), awaited(each.keyValue()).orElse(null)));
        }
        datastores.sort(java.util.Comparator.comparing((Datastore store) -> !store.addon().isPostgres())
                .thenComparing(store -> store.variables().isEmpty() ? "2" : rank(store.variables().getFirst()))
                .thenComparing(store -> store.addon().name()));
        return datastores;
    }

    private static String path(Addon addon) {
        var id = encoded(addon.id().isEmpty() ? addon.name() : addon.id());
        if (addon.isKeyValue()) {
            return "/redis/v0/databases/" + encoded(addon.name());
        }
        return addon.isAdvanced() ? "/data/postgres/v1/" + id + "/info" : "/client/v11/databases/" + id;
    }

    /** Variables that lead to it: by its attachments, and all others that hold the same address. */
    static List<String> variables(Addon addon, Config config) {
        var values = config.values();
        var named = new ArrayList<String>();
        for (var attachment : addon.attachments()) {
            for (var suffix : List.of("_URL", "_TLS_URL")) {
                if (values.containsKey(attachment + suffix)) {
                    named.add(attachment + suffix);
                }
            }
        }
        addon.configVars().stream().filter(name -> values.containsKey(name) && isAddress(values.get(name)))
                .forEach(named::add);
        var addresses = named.stream().map(values::get).toList();
        values.forEach((name, value) -> {
            if (addresses.contains(value)) {
                named.add(name);
            }
        });
        return named.stream().distinct().sorted(java.util.Comparator.comparing(DatastoreReader::rank)).toList();
    }

    private static boolean isAddress(@org.jspecify.annotations.Nullable String value) {
        return value != null && value.matches("(?s)(?:postgres(?:ql)?|rediss?)://.*");
    }

    /** The name everybody uses comes first. */
    private static String rank(String name) {
        return (name.equals("DATABASE_URL") || name.equals("REDIS_URL") ? "0" : "1") + name;
    }

    private <T> Future<Optional<T>> probe(Addon addon, List<String> variables, Config config, boolean fits,
            Probe<T> probe) {
        if (!ask || !fits || variables.isEmpty()) {
            return java.util.concurrent.CompletableFuture.completedFuture(Optional.empty());
        }
        var variable = variables.getFirst();
        return gathering.part("inside of " + addon.name(), Optional.empty(), () -> {
            try {
                return Optional.of(askTwice(variable, config, probe));
            } catch (ProbeException e) {
                gathering.found(new Finding("inside of " + addon.name(), e.message(), REMEDY));
                return Optional.empty();
            }
        });
    }

    /** Credentials rotate at any time: one that is refused is read anew, once. */
    private <T> T askTwice(String variable, Config config, Probe<T> probe)
            throws ProbeException, HerokuException, InterruptedException {
        try {
            return probe.ask(config.values().getOrDefault(variable, ""));
        } catch (ProbeException e) {
            if (!e.isRefused()) {
                throw e;
            }
            var fresh = Shapes.config(heroku.get(Question.of(base + "/config-vars"))).getOrDefault(variable, "");
            if (fresh.equals(config.values().get(variable))) {
                throw e;
            }
            return probe.ask(fresh);
        }
    }
}
