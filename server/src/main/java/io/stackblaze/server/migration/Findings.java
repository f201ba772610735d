package io.stackblaze.server.migration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

import io.stackblaze.heroku.inventory.Job;
import io.stackblaze.heroku.inventory.ProcessType;
import io.stackblaze.migration.inspect.Counterpart;
import io.stackblaze.migration.inspect.Report;

/** What of a report a migration remembers. Pure; no values of config vars. */
final class Findings {
    private Findings() {}

    /** What was found, a sentence each. */
    static List<String> proof(Report report) {
        var app = report.inventory();
        var lines = new ArrayList<String>();
        lines.add(app.processes().stream().filter(type -> type.quantity() > 0)
                .map(type -> type.type() + " ×" + type.quantity()).toList() + ", " + app.jobs().size() + " jobs, "
                + app.config().values().size() + " config vars, " + app.datastores().size() + " datastores.");
        app.datastores().forEach(store -> lines.add(store.addon().name() + " (" + store.addon().plan() + ")"
                + (store.info().version().isEmpty() ? "" : ", version " + store.info().version())
                + (store.info().bytes() > 0 ? ", " + store.info().bytes() / 1_000_000 + " MB" : "") + "."));
        report.risks().forEach(risk -> lines.add("Risk: " + risk.title() + ". " + risk.remedy()));
        report.mapping().counterparts().stream().filter(each -> !each.decided())
                .forEach(each -> lines.add("To be decided: " + each.kind() + " " + each.there() + ": " + each.note()));
        lines.add("Costs: %.2f USD a month there, %.2f here.".formatted(report.centsThere() / 100.0,
                report.centsHere() / 100.0));
        return lines;
    }

    /** What a service is at Heroku. */
    static Fact.Pair pair(Report report, String name, String type) {
        var app = report.inventory();
        var jobs = report.mapping().counterparts().stream().filter(each -> each.kind().equals("job")).toList();
        for (int i = 0; i < Math.min(jobs.size(), app.jobs().size()); i++) {
            if (jobs.get(i).here().equals(name)) {
                Job job = app.jobs().get(i);
                return new Fact.Pair(name, type, "job `" + job.command() + "`, " + job.cron() + " UTC", "", 1, job);
            }
        }
        var process = report.mapping().counterparts().stream()
                .filter(each -> each.kind().equals("process") && each.here().equals(name)).map(Counterpart::there)
                .flatMap(there -> app.processes().stream().filter(each -> each.type().equals(there))).findFirst();
        if (process.isPresent()) {
            ProcessType found = process.get();
            return new Fact.Pair(name, type, found.type() + " ×" + found.quantity()
                    + (found.size().isEmpty() ? "" : ", " + found.size()), found.type(), found.quantity(), null);
        }
        var addon = report.mapping().counterparts().stream()
                .filter(each -> each.kind().equals("add-on") && each.here().equals(name)).map(Counterpart::there)
                .findFirst().orElse("");
        return new Fact.Pair(name, type, addon, "", addon.isEmpty() ? 0 : 1, null);
    }

    /** The datastores that move, each with the variable that has its address. */
    static List<Fact.Store> stores(Report report, Set<String> services) {
        var stores = new LinkedHashMap<String, Fact.Store>();
        for (var store : report.inventory().datastores()) {
            var addon = store.addon();
            if (!addon.own() || !store.info().info().getOrDefault("Following", "").isEmpty()) {
                continue;
            }
            var usual = addon.isPostgres() ? "DATABASE_URL" : "REDIS_URL";
            var variable = store.variables().contains(usual)
                    ? usual
                    : store.variables().stream().findFirst().orElse("");
            var service = report.mapping().variables().references().get(variable);
            if (service != null && services.contains(service)) {
                stores.putIfAbsent(service, new Fact.Store(service, addon.isPostgres() ? "postgres" : "redis",
                        variable, addon.name()));
            }
        }
        return List.copyOf(stores.values());
    }

    /** What stands in the way: what, and behind a tab what to do. */
    static List<String> obstacles(Report report, Collection<String> services) {
        var app = report.inventory();
        var found = new ArrayList<String>();
        if (app.app().archived()) {
            found.add("The app is archived; nothing of it runs.\tRestore it at Heroku.");
        }
        app.findings().stream().filter(each -> each.what().equals("config vars"))
                .forEach(each -> found.add(each.why() + "\t" + each.remedy()));
        for (var store : app.datastores()) {
            var addon = store.addon();
            if (addon.own() && !addon.otherApps().isEmpty()) {
                found.add(addon.name() + " is used by other apps too: " + String.join(", ", addon.otherApps())
                        + ". Moved alone, they would write to the old one.\tDetach it there first: heroku addons:detach "
                        + addon.name() + " --app " + addon.otherApps().getFirst());
            }
            if (!addon.own() && (addon.isPostgres() || addon.isKeyValue())) {
                found.add(addon.name() + " belongs to the app " + addon.owner() + ", which would go on writing to it."
                        + " Apps that share data cannot be moved one without the other.\tGive it data of its own, or"
                        + " detach it: heroku addons:detach " + addon.name() + " --app " + app.app().name());
            }
            var service = store.variables().stream().map(report.mapping().variables().references()::get)
                    .filter(java.util.Objects::nonNull).findFirst();
            if (addon.own() && service.isPresent() && !services.contains(service.get())) {
                found.add("The blueprint that was given has no service " + service.get() + " for " + addon.name()
                        + ".\tAdd it to blueprint.yaml, and start again.");
            }
        }
        if (!app.jobsKnown()) {
            found.add("The jobs of Scheduler could not be read, and would run on both sides.\tUse a token that may do"
                    + " everything: heroku auth:token");
        }
        return found;
    }

    /** What may be deprovisioned at the end. */
    static List<String> left(Report report) {
        var left = new ArrayList<String>();
        report.inventory().addons().stream().filter(addon -> addon.own()).forEach(addon -> left
                .add("heroku addons:destroy " + addon.name() + " --app " + report.inventory().app().name() + "  # "
                        + addon.plan() + price(addon.centsPerMonth())));
        int dynos = report.mapping().costs().stream().filter(cost -> report.inventory().processes().stream()
                .anyMatch(type -> type.type().equals(cost.what()))).mapToInt(cost -> Math.max(0, cost.there())).sum();
        left.add("heroku apps:destroy " + report.inventory().app().name() + "  # dynos" + price(dynos));
        return left;
    }

    private static String price(int cents) {
        return cents < 0 ? "" : ", %.2f USD a month".formatted(cents / 100.0);
    }
}
