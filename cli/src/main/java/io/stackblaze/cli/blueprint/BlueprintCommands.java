package io.stackblaze.cli.blueprint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.stackblaze.blueprint.Blueprint;
import io.stackblaze.blueprint.init.BlueprintProposal;
import io.stackblaze.blueprint.init.RepositoryScan;
import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;

/** Works on {@code blueprint.yaml} alone; no server is needed. */
public final class BlueprintCommands {
    private BlueprintCommands() {}

    /** {@code blueprint validate}. */
    public static final class Validate implements Command {
        @Override
        public void describe(Syntax syntax) {
            syntax.words("[FILE]", "0..1", "The file, or a folder that has a blueprint.yaml; this one by default.");
        }

        @Override
        public int run(Call call) throws Failure, IOException {
            var file = BlueprintFile.read(call.context().directory().resolve(call.word().orElse("")).normalize());
            var services = file.blueprint().services().keySet();
            if (call.json()) {
                var answer = Json.object().put("valid", true).put("name", file.blueprint().name());
                services.forEach(answer.putArray("services")::add);
                call.screen().result(Json.write(answer));
            } else {
                call.screen()
                        .result("Valid: " + file.blueprint().name() + ", with " + String.join(", ", services) + ".");
            }
            return 0;
        }
    }

    /** {@code blueprint schema}. */
    public static final class Schema implements Command {
        @Override
        public void describe(Syntax syntax) {
            syntax.note("Editors check and complete blueprint.yaml with it:",
                    "stackblaze blueprint schema > blueprint.schema.json");
        }

        @Override
        public int run(Call call) throws IOException {
            try (var in = Blueprint.class.getResourceAsStream("/blueprint.schema.json")) {
                if (in == null) {
                    throw new IllegalStateException("the schema is missing from the build");
                }
                call.screen().results(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
            }
            return 0;
        }
    }

    /** {@code blueprint init}. */
    public static final class Init implements Command {
        @Override
        public void describe(Syntax syntax) {
            syntax.words("[FOLDER]", "0..1", "Folder with the code; this one by default.")
                    .flag("Prints it instead of writing the file.", "--print")
                    .note("Looks at Procfile, app.json, package.json, Dockerfile and the like, and never overwrites a file.");
        }

        @Override
        public int run(Call call) throws Failure, IOException {
            var folder = call.context().directory().resolve(call.word().orElse("")).normalize();
            if (!Files.isDirectory(folder)) {
                throw Failure.of(folder + " is no folder.", "Give the folder with the code.");
            }
            var proposal = BlueprintProposal.of(RepositoryScan.scan(folder));
            var file = folder.resolve("blueprint.yaml");
            if (call.flag("--print")) {
                call.screen().results(proposal.text().lines().toList());
            } else {
                write(file, proposal.text());
            }
            proposal.notes().forEach(note -> call.screen().note("Note: " + note));
            if (call.json()) {
                call.screen().result(Json.write(Json.object().put("file", file.toString())));
            } else if (!call.flag("--print")) {
                call.screen().result("Wrote " + file + ". Read it, then: stackblaze up");
            }
            return 0;
        }

        private static void write(Path file, String text) throws Failure, IOException {
            try {
                Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
            } catch (FileAlreadyExistsException e) {
                throw Failure.of(file + " is there already, and was left as it is.",
                        "To see what would be written: stackblaze blueprint init --print");
            }
        }
    }
}
