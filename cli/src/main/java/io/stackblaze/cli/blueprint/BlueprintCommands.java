package io.stackblaze.cli.blueprint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.stackblaze.blueprint.Blueprint;
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
}
