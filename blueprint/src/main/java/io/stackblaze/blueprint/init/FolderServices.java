package io.stackblaze.blueprint.init;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.stackblaze.blueprint.Procfile;
import io.stackblaze.blueprint.ServiceType;
import io.stackblaze.blueprint.init.RepositoryFacts.Folder;
import io.stackblaze.blueprint.yaml.ScalarText;
import org.jspecify.annotations.Nullable;

/** Services that one folder's files speak of. */
final class FolderServices {
    /** Process types that a language's buildpack adds for people to run by hand. */
    private static final Set<String> BY_HAND = Set.of("console", "rake");

    private final Folder folder;
    private final Draft draft;
    private final boolean root;

    private FolderServices(Folder folder, Draft draft) {
        this.folder = folder;
        this.draft = draft;
        this.root = folder.path().equals(".");
    }

    static void add(Folder folder, Draft draft) {
        new FolderServices(folder, draft).add();
    }

    private void add() {
        var heroku = HerokuYml.read(folder.text("heroku.yml"), draft.notes);
        var procfile = procfile();
        if (heroku != null) {
            heroku.processes().forEach(this::fromHerokuYml);
            release(heroku.release());
        } else if (procfile != null) {
            procfile.forEach(this::fromProcfile);
            release(procfile.get("release"));
        } else {
            detected();
        }
    }

    private @Nullable Map<String, String> procfile() {
        var text = folder.text("Procfile");
        if (text == null) {
            return null;
        }
        return switch (Procfile.read(text, root ? "Procfile" : folder.path() + "/Procfile")) {
            case Procfile.Reading.Valid(var procfile) -> procfile.processes().isEmpty() ? null : procfile.processes();
            case Procfile.Reading.Invalid(var faults) -> {
                faults.forEach(fault -> draft.notes.add(fault.toString()));
                yield null;
            }
        };
    }

    private void fromProcfile(String process, String command) {
        if (BY_HAND.contains(process) || process.equals("release")) {
            return;
        }
        var service = process(process);
        var start = draft.command(command, "the Procfile");
        if (service == null || start == null) {
            return;
        }
        if (service.name.equals(process)) {
            service.comment("start: " + start + " (the Procfile says so)");
        } else {
            service.text("start", start);
        }
        if (process.equals("clock") || process.equals("scheduler")) {
            draft.notes.add("The process " + process + " may be better as services of type cron, one for each job.");
        }
    }

    private void fromHerokuYml(String process, HerokuYml.Run how) {
        var service = process(process);
        if (service == null) {
            return;
        }
        if (how.dockerfile() != null) {
            dockerfile(service, how.dockerfile());
        }
        var start = how.command() == null ? null : draft.command(how.command(), "heroku.yml");
        if (start != null) {
            service.text("start", start);
        }
    }

    /** {@code web} of a sub-folder is called as the folder is, other processes carry its name in front. */
    private @Nullable DraftService process(String process) {
        boolean web = process.equals("web");
        var last = folder.path().substring(folder.path().lastIndexOf('/') + 1);
        var service = draft.service(root ? process : web ? last : last + "-" + process,
                web ? ServiceType.WEB : ServiceType.WORKER);
        if (service != null && !root) {
            service.text("build", folder.path());
        }
        return service;
    }

    /** Heroku builds each image in the folder that its Dockerfile is in. */
    private void dockerfile(DraftService service, String path) {
        if (!path.matches("[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*")) {
            draft.notes
                    .add("heroku.yml names a Dockerfile by a path that is not inside the repository; it is left out.");
            return;
        }
        int slash = path.lastIndexOf('/');
        var inner = slash < 0 ? "" : path.substring(0, slash);
        var context = root ? inner : inner.isEmpty() ? folder.path() : folder.path() + "/" + inner;
        service.yaml("build", "{context: " + ScalarText.of(context.isEmpty() ? "." : context) + ", dockerfile: "
                + ScalarText.of(path.substring(slash + 1)) + "}");
    }

    private void release(@Nullable String command) {
        var release = command == null ? null : draft.command(command, "the release process");
        var first = draft.services.values().stream().filter(service -> service.type == ServiceType.WEB)
                .reduce((_, later) -> later).or(() -> draft.services.values().stream()
                        .filter(service -> service.type == ServiceType.WORKER).findFirst());
        if (release != null) {
            first.ifPresentOrElse(service -> service.text("pre_deploy", release),
                    () -> draft.notes.add("There is a release process, and no service that it could go before."));
        }
    }

    private void detected() {
        var found = new LinkedHashMap<String, String>();
        var json = Json.object(folder.text("package.json"), "package.json", draft.notes);
        if (folder.has("Dockerfile")) {
            found.put("web", "the Dockerfile says how it is built and started");
        } else if (Json.text(json, "/scripts/start") != null) {
            found.put("web", "start: npm start (package.json says so)");
        } else if (folder.has("manage.py")) {
            found.put("web", "start: a Django app; for example gunicorn PROJECT.wsgi");
        } else if (folder.has("index.html")) {
            found.put("web", "a static site");
        } else if (folder.has("go.mod") || folder.has("pom.xml") || folder.has("build.gradle") || folder.has("Gemfile")
                || folder.has("requirements.txt") || folder.has("pyproject.toml") || folder.has("Pipfile")) {
            found.put("web", "start: how is it started? It must listen on 0.0.0.0:$PORT.");
            draft.notes
                    .add("The code in " + folder.path() + " needs a start command, or a Procfile with a line for web.");
        }
        found.forEach((process, comment) -> {
            var service = process(process);
            if (service != null) {
                service.comment(comment);
                if (folder.has("Dockerfile")) {
                    dockerfile(service, "Dockerfile");
                }
            }
        });
        backgroundJobs();
    }

    private void backgroundJobs() {
        var python = folder.files().getOrDefault("requirements.txt", "")
                + folder.files().getOrDefault("pyproject.toml", "")
                + folder.files().getOrDefault("Pipfile", "");
        if (python.contains("celery")) {
            draft.notes
                    .add("Celery is installed: add a worker with start: celery -A PROJECT worker, and a second one for"
                            + " celery beat, or cron services in its place.");
        }
        if (folder.files().getOrDefault("Gemfile", "").contains("sidekiq")) {
            var worker = process("worker");
            if (worker != null) {
                worker.text("start", "bundle exec sidekiq");
            }
        }
    }
}
