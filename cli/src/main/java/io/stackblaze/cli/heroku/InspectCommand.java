package io.stackblaze.cli.heroku;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.heroku.platform.HerokuReader;
import io.stackblaze.migration.inspect.Report;
import io.stackblaze.migration.inspect.ReportJson;
import io.stackblaze.migration.inspect.ReportText;
import io.stackblaze.migration.inspect.Wishes;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code heroku inspect APP}: says all that an app is, and what it would be here. Changes nothing anywhere. */
public final class InspectCommand implements Command {
    @Override
    public void describe(Syntax syntax) {
        syntax.words("[APP]", "0..1", "Name of the app on Heroku.")
                .option("NAME", "All apps of this pipeline.", "--pipeline")
                .option("DIR", "Reads what heroku printed into files of this folder, and asks nobody.", "--from-dir")
                .option("DIR|URL", "Folder or git URL of the app's code, to look for what breaks.", "--repo")
                .option("DIR", "Writes report.md, report.json and blueprint.yaml there.", "--out")
                .flag("Does not connect to databases.", "--no-databases")
                .flag("Does not look domains up.", "--no-dns")
                .note("The token is that of HEROKU_API_KEY, of heroku auth:token, or asked for.",
                        "Files of --from-dir: config (heroku config -j), ps, addons, domains, scheduler (its page, copied),",
                        "Procfile, app.json, heroku.yml; each with the ending .txt, .json or none.");
    }

    @Override
    public int run(Call call) throws Failure, IOException, InterruptedException {
        var reports = call.option("--from-dir").isPresent() ? List.of(fromFolder(call)) : fromHeroku(call);
        if (call.json()) {
            if (reports.size() == 1) {
                call.screen().result(Json.write(ReportJson.of(reports.getFirst())));
            } else {
                var all = JsonNodeFactory.instance.arrayNode();
                reports.forEach(report -> all.add(ReportJson.of(report)));
                call.screen().result(Json.write(all));
            }
        } else {
            reports.forEach(report -> print(call, report));
        }
        var out = call.option("--out");
        for (var report : reports) {
            if (out.isPresent()) {
                var folder = call.context().directory().resolve(out.get()).normalize();
                write(call, report, reports.size() == 1 ? folder : folder.resolve(report.mapping().project()));
            }
        }
        if (out.isEmpty()) {
            call.screen().note("To keep the report and the blueprint: --out DIR");
        }
        return 0;
    }

    private static Report fromFolder(Call call) throws Failure, IOException, InterruptedException {
        var folder = call.context().directory().resolve(call.option("--from-dir").orElse("")).normalize();
        var last = folder.getFileName();
        var name = call.word().orElse(last == null ? "app" : last.toString());
        return Report.of(Looking.folder(call, folder, name), Wishes.NONE, call.context().clock().instant(), 0, -1);
    }

    private static List<Report> fromHeroku(Call call) throws Failure, IOException, InterruptedException {
        if (call.word().isPresent() == call.option("--pipeline").isPresent()) {
            throw Failure.of("Name one app, or one pipeline.", "stackblaze heroku inspect APP",
                    "stackblaze heroku inspect --pipeline NAME", "All there are: heroku apps --all");
        }
        var repository = Looking
                .repository(Code.of(call, call.word().or(() -> call.option("--pipeline")).orElse("app")));
        try (HerokuReader heroku = HerokuAccount.open(call)) {
            var reader = Looking.reader(call, heroku);
            var apps = new ArrayList<String>();
            if (call.option("--pipeline").isPresent()) {
                apps.addAll(reader.pipeline(call.option("--pipeline").get()).keySet());
            } else {
                apps.addAll(call.words());
            }
            var reports = new ArrayList<Report>();
            for (var app : apps) {
                int before = heroku.budget().calls();
                var inventory = reader.read(app, repository);
                reports.add(Report.of(inventory, Wishes.NONE, call.context().clock().instant(),
                        heroku.budget().calls() - before, heroku.budget().remaining()));
            }
            return reports;
        } catch (HerokuException e) {
            throw HerokuAccount.failure(e);
        } finally {
            Looking.done(call.screen());
        }
    }

    private static void print(Call call, Report report) {
        var style = call.screen().style();
        ReportText.terminal(report)
                .forEach(line -> call.screen().result(ReportText.isHeading(line) ? style.bold(line) : line));
    }

    private static void write(Call call, Report report, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("report.md"), ReportText.markdown(report));
        Files.writeString(folder.resolve("report.json"), ReportJson.write(report) + "\n");
        Files.writeString(folder.resolve("blueprint.yaml"), report.mapping().blueprint());
        call.screen().note("Wrote report.md, report.json and blueprint.yaml to " + folder + ".");
    }
}
