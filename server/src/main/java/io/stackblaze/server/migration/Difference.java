package io.stackblaze.server.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

import io.stackblaze.heroku.inventory.Job;

/**
 * Something that is not as it was when the app was looked at. Pure; sentences never have values of config vars in them.
 *
 * @param name of what changed; a job's command
 * @param says a sentence, and what to do where folding it in does not help
 */
record Difference(Kind kind, String name, String says) {
    /** What changed. */
    enum Kind {
        /** A config var. */
        VARIABLE,
        /** A process type came or went. */
        PROCESS,
        /** How many dynos there should be. */
        SCALE,
        /** A job of Scheduler. */
        JOB,
        /** An add-on. */
        ADDON,
        /** A database's schema. */
        SCHEMA,
        /** What must run on one side alone runs at Heroku, while the app is here. */
        OWNER
    }

    /** Whether a cut would lose it. */
    boolean matters() {
        return kind == Kind.VARIABLE || isStructure();
    }

    /** Whether the app must be read again, and prepared anew, to take it over. */
    boolean isStructure() {
        return kind == Kind.PROCESS || kind == Kind.JOB || kind == Kind.ADDON;
    }

    /** All of them, in the order in which they are shown. */
    static List<Difference> of(Migration migration, Known before, Known now) {
        var found = new ArrayList<Difference>();
        variables(migration, before, now, found);
        if (migration.fact(Fact.SAVED).isPresent()) {
            owners(migration, now, found);
        } else {
            processes(before.formation(), now.formation(), found);
            jobs(before.jobs(), now.jobs(), found);
        }
        addons(before.addons(), now.addons(), found);
        if (!migration.isHere()) {
            before.schemas().forEach((service, digest) -> {
                if (!now.schemas().getOrDefault(service, digest).equals(digest)) {
                    found.add(new Difference(Kind.SCHEMA, service, "The schema of " + service
                            + " was changed. New columns come along by themselves; what cannot is told at the sync."));
                }
            });
        }
        return found;
    }

    /** Only those that are kept here: addresses of datastores and what Heroku sets may change at will. */
    private static void variables(Migration migration, Known before, Known now, List<Difference> found) {
        var kept = migration.fact(Fact.VARIABLES).orElse(new Fact.Variables(List.of(), List.of()));
        for (var name : now.changedConfig(before)) {
            boolean isNew = !before.config().containsKey(name);
            if (isNew || kept.secrets().contains(name) || kept.plain().contains(name)) {
                found.add(new Difference(Kind.VARIABLE, name, "The config var " + name + " was "
                        + (isNew ? "added." : now.config().containsKey(name) ? "changed." : "removed.")));
            }
        }
    }

    private static void processes(Map<String, Integer> before, Map<String, Integer> now, List<Difference> found) {
        var types = new TreeSet<>(before.keySet());
        types.addAll(now.keySet());
        for (var type : types) {
            var was = Optional.ofNullable(before.get(type));
            var is = Optional.ofNullable(now.get(type));
            if (was.isEmpty()) {
                found.add(new Difference(Kind.PROCESS, type, "The process type " + type + " came, with "
                        + Words.count(is.orElse(0), "dyno") + "."));
            } else if (is.isEmpty()) {
                found.add(new Difference(Kind.PROCESS, type, "The process type " + type + " is no more."));
            } else if (!was.equals(is)) {
                found.add(new Difference(Kind.SCALE, type, type + " has " + Words.count(is.get(), "dyno")
                        + "; it had " + was.get() + ". The cut starts as many here."));
            }
        }
    }

    private static void jobs(List<Job> before, List<Job> now, List<Difference> found) {
        now.stream().filter(job -> before.stream().noneMatch(each -> same(each, job))).forEach(job -> found
                .add(new Difference(Kind.JOB, job.command(), said(job) + " was added.")));
        before.stream().filter(job -> now.stream().noneMatch(each -> same(each, job))).forEach(job -> found
                .add(new Difference(Kind.JOB, job.command(), said(job) + " was removed.")));
    }

    /** While Heroku's are stopped, nothing of them may run. */
    private static void owners(Migration migration, Known now, List<Difference> found) {
        new TreeMap<>(now.formation()).forEach((type, quantity) -> {
            if (!type.equals("web") && quantity > 0) {
                found.add(new Difference(Kind.OWNER, type, type + " runs at Heroku, and here too. Stop it there:"
                        + " heroku ps:scale " + type + "=0 --app " + migration.app()));
            }
        });
        now.jobs().forEach(job -> found.add(new Difference(Kind.OWNER, job.command(), said(job)
                + " is scheduled at Heroku while the app runs here. Delete it there:"
                + " heroku addons:open scheduler --app " + migration.app())));
    }

    private static void addons(Map<String, String> before, Map<String, String> now, List<Difference> found) {
        var names = new TreeSet<>(before.keySet());
        names.addAll(now.keySet());
        for (var name : names) {
            var was = before.get(name);
            var is = now.get(name);
            if (was == null) {
                found.add(new Difference(Kind.ADDON, name, "The add-on " + name + " (" + is + ") was added."));
            } else if (is == null) {
                found.add(new Difference(Kind.ADDON, name, "The add-on " + name + " (" + was + ") was removed."));
            } else if (!was.equals(is)) {
                found.add(new Difference(Kind.ADDON, name, "The add-on " + name + " is " + is + " now; it was " + was
                        + "."));
            }
        }
    }

    private static String said(Job job) {
        return "The job `" + job.command() + "` (" + job.cron() + " UTC)";
    }

    /** Made again after a way back, a job has another id. */
    private static boolean same(Job one, Job other) {
        return one.command().equals(other.command()) && one.everyMinutes() == other.everyMinutes()
                && one.at() == other.at();
    }
}
