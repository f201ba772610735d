package io.stackblaze.cli.heroku;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

import io.stackblaze.cli.api.Api;
import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.blueprint.BlueprintFile;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.deployment.Follower;
import io.stackblaze.cli.deployment.PlanView;
import io.stackblaze.cli.deployment.Upload;
import io.stackblaze.cli.environment.Target;
import io.stackblaze.cli.platform.Connection;
import io.stackblaze.cli.terminal.Words;
import io.stackblaze.heroku.inventory.Inventory;
import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.heroku.platform.HerokuReader;
import io.stackblaze.migration.inspect.Mapper;
import io.stackblaze.migration.inspect.Mapping;
import io.stackblaze.migration.inspect.Wishes;
import tools.jackson.databind.JsonNode;

/**
 * {@code heroku import APP --project NAME}: makes a project of an app, with its variables, empty datastores, and a
 * first
 * release whose workers and crons are at zero. Nothing changes at Heroku; a second time, only what changed is done.
 */
public final class ImportCommand implements Command {
    @Override
    public void describe(Syntax syntax) {
        syntax.words("APP", "1", "Name of the app on Heroku.")
                .option("DIR|URL",
                        "Folder or git URL of the app's code, where blueprint.yaml is written; its slug without.",
                        "--repo")
                .option("NAMES", "Config vars that are no secrets, with commas between.", "--plain")
                .flag("Does not ask.", "--yes").flag("Writes blueprint.yaml anew.", "--replace-blueprint")
                .flag("Does not connect to databases.", "--no-databases")
                .flag("Does not look domains up.", "--no-dns").environment()
                .note("Workers and crons stay at zero until you scale them: Heroku's still run.",
                        "Data is not moved by this; the new datastores are empty.");
    }

    @Override
    public int run(Call call) throws Failure, IOException, InterruptedException {
        var project = call.option("--project").orElseThrow(() -> Failure.of("What shall the project be called?",
                "stackblaze heroku import " + call.words().getFirst() + " --project NAME"));
        var api = Connection.of(call);
        var target = new Target(project, Target.environment(call));
        var plain = Set.of(call.option("--plain").filter(text -> !text.isBlank()).map(text -> text.split(","))
                .orElse(new String[0]));
        try (var heroku = HerokuAccount.open(call)) {
            var code = Code.of(call, call.words().getFirst());
            var app = Looking.reader(call, heroku).read(call.words().getFirst(), Looking.repository(code));
            Looking.done(call.screen());
            refuseBlind(app);
            var mapping = Mapper.map(app, new Wishes(project, plain, code.isEmpty()));
            var folder = code.orElse(call.context().directory().resolve(app.app().name()).normalize());
            return begin(call, api, target,
                    new Found(heroku, app, mapping, code.isEmpty(), folder, file(call, folder, mapping)));
        } catch (HerokuException e) {
            throw HerokuAccount.failure(e);
        }
    }

    /**
     * What is imported.
     *
     * @param slug whether the code is the app's slug
     * @param folder of the code
     * @param file the blueprint, which is not written yet
     */
    private record Found(HerokuReader heroku, Inventory app, Mapping mapping, boolean slug, Path folder,
            BlueprintFile file) {}

    private static void refuseBlind(Inventory app) throws Failure {
        for (var finding : app.findings()) {
            if (finding.what().equals("config vars")) {
                throw Failure.notAllowed(finding.why(), finding.remedy());
            }
        }
        if (app.app().archived()) {
            throw Failure.of("The app " + app.app().name() + " is archived; nothing of it runs.",
                    "Restore it at https://dashboard.heroku.com, or deploy its code: stackblaze up");
        }
    }

    /** The file as it would be written now, or as somebody has changed it since. */
    private static BlueprintFile file(Call call, Path folder, Mapping mapping) throws Failure, IOException {
        var file = folder.resolve("blueprint.yaml");
        if (!Files.exists(file) || call.flag("--replace-blueprint")) {
            return BlueprintFile.of(file, mapping.blueprint());
        }
        var there = BlueprintFile.read(file);
        if (!there.text().equals(mapping.blueprint())) {
            call.screen().note(file + " differs from what would be written, and is used as it is (--replace-blueprint"
                    + " writes it anew).");
        }
        return there;
    }

    private static int begin(Call call, Api api, Target target, Found found)
            throws Failure, HerokuException, IOException, InterruptedException {
        var mapping = found.mapping();
        var variables = new ImportedVariables(api, target, found.app().config().values(), mapping.variables());
        var missing = variables.missing();
        var request = Json.object().put("blueprint", found.file().text());
        variables.names().forEach(request.putArray("setting")::add);
        var plan = api.post(target.path("/plan"), request);
        int release = release(api, target);
        show(call, target, mapping, plan, variables.names().size(), missing.size(), release);
        boolean deploy = release == 0 || !plan.path("changes").isEmpty();
        if (missing.isEmpty() && !deploy) {
            call.screen().result("Nothing to do: all is as on Heroku.");
            return 0;
        }
        if (!call.flag("--yes") && call.screen().ask("Import this? [y/N] ")
                .filter(answer -> answer.matches("(?i)y|yes")).isEmpty()) {
            throw Failure.of("Nothing was changed.", "Without a question: --yes");
        }
        write(call, found);
        if (!missing.isEmpty()) {
            var answer = variables.set(missing);
            if (!Json.text(answer, "id").isEmpty()) {
                new Follower(call, api).follow(answer);
            }
        }
        var operation = deploy ? deploy(call, api, target, found, release == 0) : Json.object();
        prove(call, variables);
        tell(call, operation, mapping, release == 0);
        return 0;
    }

    private static void write(Call call, Found found)
            throws Failure, HerokuException, IOException, InterruptedException {
        var file = found.file().path();
        if (found.slug()) {
            SlugFolder.fill(call, found.heroku(), found.app(), found.folder());
        }
        if (!Files.exists(file) || !Files.readString(file).equals(found.file().text())) {
            Files.writeString(file, found.file().text());
            call.screen().note("Wrote " + file + ".");
        }
    }

    private static int release(Api api, Target target) throws Failure {
        for (var project : api.get("/api/v1/projects").path("items").values()) {
            if (Json.text(project, "name").equals(target.project())
                    && Json.texts(project, "environments").contains(target.environment())) {
                return api.get(target.path("")).path("release").asInt(0);
            }
        }
        return 0;
    }

    private static void show(Call call, Target target, Mapping mapping, JsonNode plan, int all, int missing,
            int release) {
        var screen = call.screen();
        PlanView.lines(plan, target.title(), screen.errorStyle()).forEach(screen::note);
        screen.note("Variables: " + Words.count(mapping.variables().secrets().size(), "secret") + ", "
                + mapping.variables().plain().size() + " plain; " + (all - missing) + " are there already.");
        if (release == 0 && !mapping.atZero().isEmpty()) {
            screen.note("At zero until you scale them: " + String.join(", ", mapping.atZero()) + ".");
        }
        mapping.counterparts().stream().filter(each -> !each.decided())
                .forEach(
                        each -> screen.note("To be decided: " + each.kind() + " " + each.there() + ": " + each.note()));
    }

    private static JsonNode deploy(Call call, Api api, Target target, Found found, boolean first)
            throws Failure, IOException, InterruptedException {
        var file = found.file();
        var body = Json.object().put("blueprint", file.text())
                .put("source", Upload.send(found.folder(), api, call.screen(),
                        call.context().clock()))
                .put("message", "Import " + found.app().app().name() + " from Heroku");
        if (first) {
            var there = file.blueprint().services(target.environment()).keySet();
            var scale = body.putObject("scale");
            found.mapping().atZero().stream().filter(there::contains).forEach(name -> scale.put(name, 0));
        }
        return new Follower(call, api).follow(api.post(target.path("/deployments"), body));
    }

    private static void prove(Call call, ImportedVariables variables) throws Failure {
        var different = variables.missing();
        if (!different.isEmpty()) {
            throw Failure.of("These did not arrive as they are on Heroku: " + String.join(", ", different) + ".",
                    "Were they changed meanwhile? Run the import again; it sets what differs.");
        }
        call.screen().note(
                "All " + variables.names().size() + " values are byte for byte those of Heroku, compared by hash.");
    }

    private static void tell(Call call, JsonNode operation, Mapping mapping, boolean first) {
        if (call.json()) {
            call.screen().result(Json.write(operation));
            return;
        }
        operation.path("result").path("urls").properties()
                .forEach(url -> call.screen().result("  " + url.getKey() + "  " + url.getValue().asString("")));
        if (first && !mapping.atZero().isEmpty()) {
            call.screen().note("When Heroku's workers and jobs are stopped, start these: stackblaze scale "
                    + String.join(" ", mapping.atZero().stream().map(name -> name + "=1").toList()) + " -p "
                    + mapping.project());
        }
    }
}
