package io.stackblaze.migration.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

import io.stackblaze.heroku.database.PostgresAbility;
import io.stackblaze.heroku.database.PostgresFacts;
import io.stackblaze.heroku.inventory.Addon;
import io.stackblaze.heroku.inventory.Datastore;
import io.stackblaze.heroku.inventory.Domain;
import io.stackblaze.heroku.inventory.Inventory;
import io.stackblaze.heroku.scan.Hit;

/** What goes wrong in moves, as far as it applies to an app, the worst first. */
public final class Risks {
    private static final int LONG_TTL = 3600;
    private final Inventory app;
    private final List<Risk> risks = new ArrayList<>();

    private Risks(Inventory app) {
        this.app = app;
    }

    /** Those that apply. */
    public static List<Risk> of(Inventory app) {
        var risks = new Risks(app);
        risks.processes();
        app.datastores().forEach(risks::datastore);
        risks.addons();
        risks.code();
        risks.names();
        risks.rest();
        return risks.risks.stream().sorted(Comparator.comparingInt(Risk::rank)).toList();
    }

    private void add(int rank, String title, String evidence, String remedy) {
        risks.add(new Risk(rank, title, evidence, remedy));
    }

    private void processes() {
        var workers = app.processes().stream()
                .filter(type -> type.quantity() > 0 && !type.type().equals("web") && !type.type().equals("release"))
                .map(type -> type.type() + "=" + type.quantity()).toList();
        if (!workers.isEmpty() || !app.jobs().isEmpty()) {
            add(1, "Both sides run workers or jobs",
                    (workers.isEmpty() ? "" : "Workers: " + String.join(", ", workers) + ". ")
                            + (app.jobs().isEmpty()
                                    ? ""
                                    : "Jobs of Scheduler: " + app.jobs().size()
                                            + ", which neither maintenance nor scaling stops."),
                    "Import keeps workers and crons at zero; Heroku's are stopped, and seen stopped, before ours start.");
        }
        if (!app.jobsKnown()) {
            add(11, "Jobs of Scheduler are forgotten", "Scheduler is there, and its jobs could not be read.",
                    "Copy its page into scheduler.txt and inspect again with --from-dir.");
        }
        app.processes().stream().filter(type -> type.type().equals("release")).findFirst().ifPresent(type -> add(12,
                "The release phase runs against the wrong database", "release: " + shown(type.command()),
                "Freeze changes of the schema while data is moved. It runs here for the first time at the import, on an empty database."));
        if (app.processes().stream().anyMatch(type -> type.type().equals("web"))) {
            add(14, "The app is up but not healthy",
                    "Heroku looks at the port alone; here GET / must answer with 2xx or 3xx.",
                    "Set healthcheck.path in the blueprint to a page that answers without signing in.");
        }
        if (app.buildpacks().isEmpty() && !"container".equals(app.app().stack())) {
            add(15, "Another version of the language is built",
                    "No buildpack is set on Heroku, so that it chose by itself"
                            + (app.app().stack().isEmpty() ? "." : ", on " + app.app().stack() + "."),
                    "Pin the version in the repository: engines.node, .python-version, Gemfile.");
        }
    }

    private void datastore(Datastore store) {
        var addon = store.addon();
        if (!addon.otherApps().isEmpty()) {
            add(2, "Another app goes on writing",
                    addon.name() + " is attached to " + String.join(", ", addon.otherApps()) + " as well.",
                    "Move these apps together, or stop their writing before the cutover.");
        }
        if (store.variables().size() > 1) {
            add(8, "An address of a datastore is copied, or forgotten", addon.name() + " is known as "
                    + String.join(", ", store.variables()) + ".",
                    "All of them lead to the same service here, and none is copied; Heroku changes such addresses at any time.");
        }
        if (addon.isPostgres()) {
            var facts = store.postgres();
            if (facts == null) {
                add(4, "What the database's role may do is not known", addon.name() + " was not asked.",
                        "Inspect without --no-databases, from a place that reaches it.");
            } else {
                postgres(addon, facts);
            }
        } else {
            add(6, "Redis without TLS, or with a certificate that is checked", addon.name()
                    + " has an address rediss:// with a certificate of its own; here it is redis:// on a private name.",
                    "Let the scheme decide on TLS in the code.");
            keyValue(store);
        }
    }

    private void postgres(Addon addon, PostgresFacts facts) {
        if (!facts.may(PostgresAbility.REPLICATION)) {
            add(4, "Logical replication is taken for granted", addon.name() + ": " + facts.abilities().stream()
                    .filter(each -> each.name().equals(PostgresAbility.REPLICATION)).map(each -> each.said())
                    .findFirst().orElse("not possible") + ".",
                    facts.may(PostgresAbility.CAPTURE) && facts.may(PostgresAbility.OWNER)
                            ? "Changes are followed by triggers instead; the role was tried and may make them."
                            : "Triggers are not possible either (" + refusals(facts)
                                    + "): the data is copied while nothing writes.");
        }
        var keyless = facts.tables().stream().filter(table -> !table.keyed()).map(PostgresFacts.Table::name).toList();
        if (!keyless.isEmpty()) {
            add(5, "Tables without a key are slow to follow", keyless.size() + " tables: " + some(keyless) + ".",
                    "They are followed by whole rows. A primary key makes it quick.");
        }
        if (!facts.oddities().isEmpty() || facts.largeObjects() > 0) {
            add(3, "A part of the database is passed over by copying", some(facts.oddities())
                    + (facts.largeObjects() > 0 ? "; " + facts.largeObjects() + " large objects" : "") + ".",
                    "Each is copied on purpose, or named in the report of the copy; nothing is left out silently.");
        }
        if (facts.connections() * 10L >= facts.connectionLimit() * 8L) {
            add(10, "Connections run out",
                    addon.name() + " has " + facts.connections() + " of " + facts.connectionLimit()
                            + " open; moving needs some more.",
                    "Lower the pools of the app before the move.");
        }
        if (!facts.collation().startsWith("C")) {
            add(9, "Texts sort in another order", addon.name() + " sorts by " + facts.collation()
                    + "; databases here sort by bytes (C.UTF-8) unless a column says otherwise.",
                    "Indexes are built anew. Where the order that people see matters, say COLLATE in the query.");
        }
    }

    private static String refusals(PostgresFacts facts) {
        return facts.abilities().stream().filter(each -> !each.works() && (each.name().equals(PostgresAbility.CAPTURE)
                || each.name().equals(PostgresAbility.OWNER))).map(each -> each.said())
                .collect(Collectors.joining("; "));
    }

    private void keyValue(Datastore store) {
        var facts = store.keyValue();
        add(17, "Queues and sessions in Redis are lost, or doubled", store.addon().name()
                + (facts == null ? "" : " holds " + facts.keys() + " keys, policy " + facts.policy()) + ".",
                "They are copied after the workers have stopped, with their times to live, and counted by type.");
    }

    private void addons() {
        var elsewhere = app.addons().stream().filter(addon -> !addon.own()).map(Addon::name).toList();
        if (!elsewhere.isEmpty()) {
            add(21, "Something is removed too early", some(elsewhere) + " belong to other apps.",
                    "Nothing at Heroku is ever deleted by an import; see who else uses an add-on before you do.");
        }
        if (app.addons().stream().anyMatch(addon -> addon.service().matches("quotaguard.*|fixie.*|proximo"))
                || app.app().space() != null) {
            add(19, "Somebody lets in only known addresses", app.app().space() != null
                    ? "The app is in the Private Space " + app.app().space() + "."
                    : "An add-on gives it fixed addresses.",
                    "Give the address of this machine to whoever has such a list.");
        }
        if (app.addons().stream().anyMatch(addon -> addon.service().matches("heroku-kafka|heroku-connect"))) {
            add(18, "Something has no counterpart", "Kafka or Heroku Connect is used.",
                    "Move it to another provider first.");
        }
        if (!app.drains().isEmpty()) {
            add(24, "Logs stop arriving", "Drains: " + some(app.drains()) + ".",
                    "Set up their successor before the cutover.");
        }
    }

    private void code() {
        var byRule = app.code().stream().collect(Collectors.groupingBy(Hit::rule));
        code(byRule.getOrDefault("sslmode", List.of()), 5, "The way to the database is fixed in code");
        code(byRule.getOrDefault("database-host", List.of()), 5, "The host of a database is fixed in code");
        code(byRule.getOrDefault("tls-unverified", List.of()), 6, "Code expects Heroku's certificates");
        code(byRule.getOrDefault("dyno", List.of()), 13, "Code asks which dyno it is");
        code(byRule.getOrDefault("heroku-metadata", List.of()), 13, "Code reads what Heroku says of the app");
        code(byRule.getOrDefault("herokuapp-trust", List.of()), 13, "Code answers Heroku's names alone");
        code(byRule.getOrDefault("herokuapp-host", List.of()), 16, "Code names hosts of Heroku's");
        code(byRule.getOrDefault("heroku-cli", List.of()), 16, "Scripts work on the Heroku app");
        code(byRule.getOrDefault("local-disk", List.of()), 22, "Files are kept on the disk");
    }

    private void code(List<Hit> hits, int rank, String title) {
        if (!hits.isEmpty()) {
            add(rank, title, some(hits.stream().map(hit -> hit.file() + ":" + hit.line()).toList()) + ".",
                    hits.getFirst().remedy());
        }
    }

    private void names() {
        var slow = app.dns().stream().filter(name -> name.ttlSeconds() > LONG_TTL).map(name -> name.hostname())
                .toList();
        if (!slow.isEmpty()) {
            add(16, "DNS changes slowly", some(slow) + " may be kept for more than an hour.",
                    "Lower the time to live a day before the cutover.");
        }
        var apex = app.dns().stream().filter(name -> name.cname().isEmpty() && name.problem().isEmpty())
                .map(name -> name.hostname()).toList();
        if (!apex.isEmpty()) {
            add(16, "A domain is no alias", some(apex) + " are addresses (ALIAS, ANAME), not CNAME.",
                    "Such records are changed at the DNS provider by hand.");
        }
        var caa = app.dns().stream().filter(name -> !name.caa().isEmpty()).map(name -> name.hostname()).toList();
        if (!caa.isEmpty()) {
            add(16, "Certificates may be issued by some alone", some(caa) + " have CAA records.",
                    "Allow letsencrypt.org there.");
        }
        if (app.domains().stream().noneMatch(Domain::custom) && !app.domains().isEmpty()) {
            add(16, "The app is known by Heroku's name alone", app.domains().getFirst().hostname(),
                    "Others may have that name (webhooks, OAuth callbacks): give the app a domain of its own first.");
        }
    }

    private void rest() {
        var broken = app.config().values().entrySet().stream()
                .filter(each -> each.getValue().contains("\n") || each.getValue().contains("'"))
                .map(each -> each.getKey())
                .toList();
        if (!broken.isEmpty()) {
            add(20, "Values with line breaks or quotes are damaged", some(broken) + ".",
                    "Import takes them as they are, and compares each with its source by hash. Never source a config -s file.");
        }
        add(23, "A way back loses what was written since", "Holds for every move.",
                "Changes are followed in reverse until you settle.");
    }

    private static String shown(String command) {
        return io.stackblaze.blueprint.SecretScan.isSuspicious("", command) ? "(not shown)" : command;
    }

    private static String some(List<String> all) {
        return String.join(", ", all.subList(0, Math.min(5, all.size())))
                + (all.size() > 5 ? " and " + (all.size() - 5) + " more" : "");
    }
}
