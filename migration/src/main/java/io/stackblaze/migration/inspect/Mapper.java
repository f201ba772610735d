package io.stackblaze.migration.inspect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.stackblaze.heroku.inventory.Domain;
import io.stackblaze.heroku.inventory.Inventory;

/** Decides what an app becomes. Without I/O; the same inventory always gives the same mapping. */
public final class Mapper {
    private final Inventory app;
    private final Wishes wishes;
    private final Names names = new Names();
    private final Map<String, DraftService> services = new LinkedHashMap<>();
    private final List<Counterpart> counterparts = new ArrayList<>();
    private final List<Mapping.Cost> costs = new ArrayList<>();

    private Mapper(Inventory app, Wishes wishes) {
        this.app = app;
        this.wishes = wishes;
    }

    /** What the app becomes. */
    public static Mapping map(Inventory app, Wishes wishes) {
        return new Mapper(app, wishes).map();
    }

    private Mapping map() {
        var project = wishes.project().isEmpty() ? Names.clean(app.app().name(), "app", 39) : wishes.project();
        // Processes have their names first; datastores yield to them.
        var processes = new ProcessMapping(app, wishes, names, counterparts);
        processes.services().forEach(this::add);
        var references = new LinkedHashMap<String, String>();
        for (var store : new DatastoreMapping(app, names, counterparts, costs).services(references)) {
            add(store);
        }
        var variables = VariableKinds.of(app.config(), references, wishes.plain());
        costOfProcesses();
        domains();
        surroundings();
        variables.dropped().forEach((name, why) -> counterparts
                .add(new Counterpart("config var", name, "", why.startsWith("StackBlaze"), why)));
        counterparts.add(new Counterpart("config vars", counted(app.config().values().size()), "", true,
                variables.references().size() + " lead to services here, " + variables.secrets().size()
                        + " are kept as secrets, " + variables.plain().size() + " as plain variables, "
                        + variables.dropped().size() + " not at all."));
        var atZero = services.values().stream().filter(service -> service.type().equals("worker")
                || service.type().equals("cron")).map(DraftService::name).toList();
        return new Mapping(project, counterparts, variables, atZero, costs,
                BlueprintText.of(app, project, List.copyOf(services.values()), variables));
    }

    private void add(DraftService service) {
        services.put(service.name(), service);
    }

    private static String counted(int number) {
        return number == 1 ? "1 config var" : number + " config vars";
    }

    private void costOfProcesses() {
        int index = 0;
        for (var service : services.values().stream().filter(DraftService::isProcess).toList()) {
            boolean cron = service.type().equals("cron");
            int there = cron
                    ? 0
                    : app.processes().stream().filter(type -> names(service, type.type()))
                            .mapToInt(type -> times(type.quantity(), Sizes.dynoPrice(app, type.size()))).findFirst()
                            .orElse(-1);
            // A cron runs for minutes a day, on either side.
            costs.add(index++, new Mapping.Cost(service.name(), there,
                    cron ? 0 : service.instances() * service.plan().centsPerMonth()));
        }
    }

    private boolean names(DraftService service, String type) {
        return counterparts.stream().anyMatch(each -> each.kind().equals("process") && each.there().equals(type)
                && each.here().equals(service.name()));
    }

    private static int times(int number, int price) {
        return number == 0 ? 0 : price < 0 ? -1 : number * price;
    }

    private void domains() {
        var web = services.values().stream().filter(service -> service.type().equals("web")).findFirst();
        var hosts = new ArrayList<String>();
        for (var domain : app.domains()) {
            if (!domain.custom()) {
                continue;
            }
            var host = domain.hostname().toLowerCase(java.util.Locale.ROOT);
            boolean plain = host
                    .matches("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");
            if (plain && web.isPresent()) {
                hosts.add(host);
            }
            counterparts.add(new Counterpart("domain", host, plain && web.isPresent() ? web.get().name() : "",
                    plain && web.isPresent(), note(domain, plain)));
        }
        hosts.sort(null);
        if (web.isPresent() && !hosts.isEmpty()) {
            web.get().yaml("domains", "[" + String.join(", ", hosts) + "]",
                    "Their DNS records still lead to Heroku; they change at the cutover.");
        }
    }

    private String note(Domain domain, boolean plain) {
        if (!plain) {
            return "A name with a wildcard has no counterpart yet; name the hosts one by one.";
        }
        return app.dns().stream().filter(each -> each.hostname().equals(domain.hostname())).findFirst()
                .map(each -> each.problem().isEmpty()
                        ? "leads to " + (each.cname().isEmpty() ? String.join(", ", each.addresses()) : each.cname())
                                + (each.ttlSeconds() >= 0 ? ", kept for " + each.ttlSeconds() + " s" : "")
                        : each.problem())
                .orElse("");
    }

    private void surroundings() {
        app.certificates().stream().filter(each -> !each.managed()).forEach(each -> counterparts
                .add(new Counterpart("certificate", each.name(), "", false,
                        "Its private key cannot be read from Heroku: upload it again, or let one be issued.")));
        app.drains().forEach(drain -> counterparts.add(new Counterpart("log drain", drain, "", false,
                "Logs are kept here (stackblaze logs); there is no drain to another place yet.")));
        app.features().forEach(feature -> counterparts.add(feature(feature)));
        if (app.app().space() != null) {
            counterparts.add(new Counterpart("private space", app.app().space(), "", false,
                    "Its addresses for the way out may be on somebody's list; tell them the address of this machine."));
        }
        if (!app.people().isEmpty()) {
            counterparts.add(new Counterpart("people", String.join(", ", app.people().entrySet().stream()
                    .map(each -> each.getKey() + " (" + each.getValue() + ")").sorted().toList()), "", false,
                    "Give them access here."));
        }
        var place = app.pipeline();
        if (place != null) {
            counterparts.add(new Counterpart("pipeline", place.name() + " (" + place.stage() + ")",
                    "environments", true, place.apps().size() + " apps of it become environments of one project: "
                            + String.join(", ", place.apps().values().stream().sorted().distinct().toList()) + "."));
            counterparts.add(place.review() == null
                    ? new Counterpart("review apps", "off", "previews: off", true, "")
                    : new Counterpart("review apps", place.review().automatic() ? "automatic" : "by hand", "previews",
                            true,
                            place.review().waitForCi() ? "They wait for CI on Heroku; here they do not." : ""));
        }
        if (app.manifest().test() != null) {
            counterparts.add(new Counterpart("Heroku CI", "app.json environments.test", "", false,
                    "Run the tests in another CI; the command is in app.json."));
        }
        if (app.manifest().predestroy() != null) {
            counterparts.add(new Counterpart("app.json", "pr-predestroy", "", false,
                    "Nothing is run before a preview goes; its data goes with it."));
        }
    }

    private static Counterpart feature(String name) {
        return switch (name) {
            case "preboot" -> new Counterpart("feature", name, "always", true,
                    "New instances are healthy and get requests before old ones go.");
            case "http-session-affinity" -> new Counterpart("feature", name, "", false,
                    "Requests of one visitor go to any instance; keep sessions in the datastore.");
            case "runtime-dyno-metadata" -> new Counterpart("feature", name, "in part", true,
                    "HEROKU_APP_NAME, HEROKU_RELEASE_VERSION, HEROKU_BUILD_COMMIT and HEROKU_SLUG_COMMIT are set.");
            default -> new Counterpart("feature", name, "", true, "Nothing depends on it here.");
        };
    }
}
