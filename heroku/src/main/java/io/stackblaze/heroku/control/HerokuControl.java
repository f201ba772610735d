package io.stackblaze.heroku.control;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.heroku.inventory.Job;
import io.stackblaze.heroku.inventory.ProcessType;
import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.heroku.platform.HerokuException.Code;
import io.stackblaze.heroku.platform.HerokuReader;
import io.stackblaze.heroku.platform.Host;
import io.stackblaze.heroku.platform.Hosts;
import io.stackblaze.heroku.platform.Pause;
import io.stackblaze.heroku.platform.Question;
import io.stackblaze.heroku.platform.Token;
import tools.jackson.databind.JsonNode;

/**
 * Changes a Heroku app: its maintenance page, its scale, its scheduler jobs. All that writes to Heroku is here. Every
 * change says how things should be, so that it may be asked for again after a crash: what is so already stays so. What
 * fails for a moment is tried again, for a minute at most. Any thread may use it.
 *
 * <p>
 * Apps and processes are called by the names that Heroku gives them; a name that cannot be one is an
 * {@link IllegalArgumentException}.
 */
public final class HerokuControl implements AutoCloseable {
    private static final int MOST_DYNOS = 100;

    private final HerokuReader reader;
    private final Changes changes;

    /** Asks those hosts with that token. */
    public HerokuControl(Hosts hosts, Token token, Pause pause) {
        this.reader = new HerokuReader(hosts, token, pause);
        this.changes = new Changes(hosts, token, pause);
    }

    /** Whether visitors get the maintenance page. */
    public boolean maintenance(String app) throws HerokuException, InterruptedException {
        return reader.get(Question.of(path(app))).path("maintenance").asBoolean(false);
    }

    /** Shows the maintenance page to visitors, or ends that. Dynos and jobs go on running. */
    public void maintenance(String app, boolean on) throws HerokuException, InterruptedException {
        changes.send("PATCH", Host.PLATFORM, path(app), Map.of("maintenance", on));
    }

    /** Process types and how many dynos each should have. */
    public List<ProcessType> formation(String app) throws HerokuException, InterruptedException {
        return reader.list(Question.of(path(app) + "/formation")).stream().map(ProcessType::of).toList();
    }

    /**
     * Says how many dynos a process type should have; their size stays. Dynos too many are told to end when this
     * returns,
     * and may take 30 s to be gone: see {@link #dynos}.
     *
     * @return the process type as Heroku has it now
     */
    public ProcessType scale(String app, String process, int quantity) throws HerokuException, InterruptedException {
        if (quantity < 0 || quantity > MOST_DYNOS) {
            throw new IllegalArgumentException("from 0 to " + MOST_DYNOS + " dynos, not " + quantity);
        }
        return ProcessType.of(changes.send("PATCH", Host.PLATFORM, path(app) + "/formation/" + named(process),
                Map.of("quantity", quantity)));
    }

    /** Dynos that there are at this moment, one-off ones and those of Scheduler too. */
    public List<Dyno> dynos(String app) throws HerokuException, InterruptedException {
        return reader.list(Question.of(path(app) + "/dynos")).stream().map(Dyno::of).toList();
    }

    /**
     * Runs a command once in a one-off dyno and does not wait for it. Never asked for twice, so that when the answer is
     * lost it may have been done.
     *
     * @param size of the dyno; empty for the app's own
     */
    public void run(String app, String command, String size) throws HerokuException, InterruptedException {
        changes.send("POST", Host.PLATFORM, path(app) + "/dynos", size.isEmpty()
                ? Map.of("command", command, "attach", false)
                : Map.of("command", command, "attach", false, "size", size));
    }

    /**
     * Ends a one-off dyno, such as a run of Scheduler. One of the formation would come back. One that is gone is no
     * fault.
     */
    public void stop(String app, String dyno) throws HerokuException, InterruptedException {
        try {
            changes.send("POST", Host.PLATFORM, path(app) + "/dynos/" + named(dyno) + "/actions/stop", Map.of());
        } catch (HerokuException e) {
            if (e.code() != Code.NOT_FOUND || dynos(app).stream().anyMatch(one -> one.name().equals(dyno))) {
                throw e;
            }
        }
    }

    /** Jobs of Scheduler; empty when Heroku does not tell them by its unpublished API. */
    public Optional<List<Job>> jobs(String app) throws HerokuException, InterruptedException {
        try {
            return Optional.of(jobsOf(id(app)));
        } catch (HerokuException e) {
            if (isTemporary(e) || e.code() == Code.UNAUTHORIZED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Makes an end of a job; a run that goes on is left alone. One that is gone already is done. */
    public JobChange deleteJob(String app, Job job) throws HerokuException, InterruptedException {
        var id = id(app);
        try {
            changes.send("DELETE", Host.SCHEDULER, "/apps/" + id + "/jobs/" + named(job.id()), Map.of());
            return new JobChange.Done(job);
        } catch (HerokuException e) {
            if (e.code() == Code.NOT_FOUND && jobs(app).filter(left -> left.stream()
                    .noneMatch(one -> one.id().equals(job.id()))).isPresent()) {
                return new JobChange.Done(job);
            }
            return byHand(e, id, job, "Delete the job `" + job.command() + "`");
        }
    }

    /**
     * Makes a job, unless there is one that does the same at the same time. It gets another id than it may have had.
     */
    public JobChange createJob(String app, Job job) throws HerokuException, InterruptedException {
        var id = id(app);
        try {
            var there = jobsOf(id).stream().filter(one -> isSame(one, job)).findFirst();
            return new JobChange.Done(there.isPresent() ? there.get() : create(id, job));
        } catch (HerokuException e) {
            return byHand(e, id, job, "Add the job `" + job.command() + "` (" + job.cron() + " UTC)");
        }
    }

    private Job create(String id, Job job) throws HerokuException, InterruptedException {
        var attributes = new java.util.LinkedHashMap<String, Object>();
        attributes.put("command", job.command());
        attributes.put("every", job.everyMinutes());
        attributes.put("at", job.at());
        if (!job.size().isEmpty()) {
            attributes.put("dyno-size", job.size());
        }
        try {
            return Job.of(changes.send("POST", Host.SCHEDULER, "/apps/" + id + "/jobs",
                    Map.of("data", Map.of("type", "jobs", "attributes", attributes))).path("data"));
        } catch (HerokuException e) {
            if (isTemporary(e)) {
                // It may have been done although the answer was lost.
                var there = jobsOf(id).stream().filter(one -> isSame(one, job)).findFirst();
                if (there.isPresent()) {
                    return there.get();
                }
            }
            throw e;
        }
    }

    /**
     * Destroys an add-on, with all its data and backups, for good.
     *
     * @param typed what a person typed: the add-on's name
     * @throws HerokuException {@code REFUSED} when that is another name, when the add-on belongs to another app, or
     * when
     * other apps use it
     */
    public void deleteAddon(String app, String addon, String typed) throws HerokuException, InterruptedException {
        confirmed("the add-on", addon, typed);
        if (gone(path(app) + "/addons/" + named(addon))) {
            return;
        }
        for (JsonNode attachment : reader.list(Question.of("/addons/" + named(addon) + "/addon-attachments"))) {
            var user = attachment.path("app").path("name").asString("");
            if (!user.equals(app)) {
                throw new HerokuException(Code.REFUSED, addon + " is used by the app " + user + " too.",
                        "Detach it there first: heroku addons:detach --app " + user);
            }
        }
        changes.send("DELETE", Host.PLATFORM, path(app) + "/addons/" + named(addon), Map.of());
    }

    /**
     * Destroys an app, with its add-ons and their data, for good.
     *
     * @param typed what a person typed: the app's name
     * @throws HerokuException {@code REFUSED} when that is another name
     */
    public void deleteApp(String app, String typed) throws HerokuException, InterruptedException {
        confirmed("the app", app, typed);
        if (!gone(path(app))) {
            changes.send("DELETE", Host.PLATFORM, path(app), Map.of());
        }
    }

    private boolean gone(String path) throws HerokuException, InterruptedException {
        try {
            reader.get(Question.of(path));
            return false;
        } catch (HerokuException e) {
            if (e.code() == Code.NOT_FOUND) {
                return true;
            }
            throw e;
        }
    }

    private static void confirmed(String what, String name, String typed) throws HerokuException {
        if (!typed.equals(name)) {
            throw new HerokuException(Code.REFUSED,
                    "Nothing was deleted: what was typed is not the name of " + what + ".",
                    "Type " + name + " to delete it with all its data, for good.");
        }
    }

    private static boolean isSame(Job one, Job other) {
        return one.command().equals(other.command()) && one.everyMinutes() == other.everyMinutes()
                && one.at() == other.at();
    }

    private static boolean isTemporary(HerokuException e) {
        return switch (e.code()) {
            case RATE_LIMITED, UNAVAILABLE, UNREACHABLE -> true;
            case UNAUTHORIZED, FORBIDDEN, NOT_FOUND, REFUSED, NOT_HEROKU -> false;
        };
    }

    private static JobChange byHand(HerokuException e, String id, Job job, String what) throws HerokuException {
        if (isTemporary(e) || e.code() == Code.UNAUTHORIZED) {
            throw e;
        }
        return new JobChange.ByHand(job, e.message(),
                what + " at https://dashboard.heroku.com/apps/" + id + "/scheduler");
    }

    private List<Job> jobsOf(String id) throws HerokuException, InterruptedException {
        return reader.get(Question.scheduler("/apps/" + id + "/jobs")).path("data").values().stream().map(Job::of)
                .toList();
    }

    /** Scheduler knows apps by their number alone. */
    private String id(String app) throws HerokuException, InterruptedException {
        return named(reader.get(Question.of(path(app))).path("id").asString(""));
    }

    private static String path(String app) {
        return "/apps/" + named(app);
    }

    private static String named(String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")) {
            throw new IllegalArgumentException("no name at Heroku: \"" + name + "\"");
        }
        return name;
    }

    @Override
    public void close() {
        try (reader) {
            changes.close();
        }
    }
}
