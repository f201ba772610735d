package io.stackblaze.cli.environment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.platform.Connection;
import io.stackblaze.cli.terminal.Table;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Variables and secrets of an environment. */
public final class EnvCommands {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    private EnvCommands() {}

    private static Syntax service(Syntax syntax) {
        return syntax.option("SERVICE", "Only for this service; for all without it.", "-s", "--service");
    }

    private static void name(String name) throws Failure {
        if (!NAME.matcher(name).matches()) {
            throw Failure.of("'" + name + "' is no name of a variable.",
                    "Use letters, digits and underscores, not beginning with a digit.");
        }
    }

    /** {@code env [list]}. */
    public static final class ListVariables implements Command {
        @Override
        public void describe(Syntax syntax) {
            service(syntax.environment()).flag("Prints NAME=value lines that a shell can read; no secrets.", "--shell");
        }

        @Override
        public int run(Call call) throws Failure {
            var variables = Connection.of(call).get(Target.of(call).path("/variables"));
            if (call.json()) {
                call.screen().result(Json.write(variables));
                return 0;
            }
            var wanted = call.option("--service");
            var table = new Table("NAME", "VALUE", "SERVICE", "FROM");
            for (var variable : variables.path("items").values()) {
                var service = Json.text(variable, "service");
                if (wanted.isPresent() && !service.isEmpty() && !wanted.get().equals(service)) {
                    continue;
                }
                if (call.flag("--shell")) {
                    shell(call, variable);
                } else {
                    table.add(Json.text(variable, "name"), value(variable), service, source(variable));
                }
            }
            if (!call.flag("--shell")) {
                call.screen().table(table, "No variables yet. To set one: stackblaze env set NAME=VALUE");
            }
            return 0;
        }

        private static void shell(Call call, JsonNode variable) {
            if (variable.has("value")) {
                call.screen().result(Json.text(variable, "name") + "='"
                        + Json.text(variable, "value").replace("'", "'\\''") + "'");
            }
        }

        private static String value(JsonNode variable) {
            if (Json.text(variable, "source").equals("missing")) {
                return "(none yet)";
            }
            return variable.path("secret").asBoolean(false) ? "(secret)" : Json.text(variable, "value");
        }

        private static String source(JsonNode variable) {
            var source = Json.text(variable, "source");
            return source.equals("missing") ? "a declared secret" : source.equals("set") ? "" : source;
        }
    }

    /** {@code env get NAME}. */
    public static final class Get implements Command {
        @Override
        public void describe(Syntax syntax) {
            service(syntax.environment().words("NAME", "1", "Which variable."));
        }

        @Override
        public int run(Call call) throws Failure {
            var name = call.words().getFirst();
            var service = call.option("--service");
            var variables = Connection.of(call).get(Target.of(call).path("/variables"));
            for (var variable : variables.path("items").values()) {
                var own = Json.text(variable, "service");
                if (Json.text(variable, "name").equals(name) && (service.isEmpty() || service.get().equals(own))) {
                    return tell(call, variable);
                }
            }
            throw Failure.of("There is no variable " + name + ".", "See which there are: stackblaze env");
        }

        private static int tell(Call call, JsonNode variable) throws Failure {
            if (call.json()) {
                call.screen().result(Json.write(variable));
                return 0;
            }
            if (variable.path("secret").asBoolean(false)) {
                throw Failure.of(Json.text(variable, "name") + " is a secret; it can be replaced, and not be read.",
                        "To replace it: stackblaze env set --secret " + Json.text(variable, "name"));
            }
            call.screen().result(Json.text(variable, "value"));
            return 0;
        }
    }

    /** {@code env set A=1 B=2}, {@code env set --secret NAME}. */
    public static final class Set implements Command {
        @Override
        public void describe(Syntax syntax) {
            Change.describe(service(syntax.environment().words("NAME=VALUE...", "1..*",
                    "What to set. With --secret a NAME alone, whose value is read from standard input or asked for.")))
                    .flag("The values are secret: encrypted, and never shown again.", "--secret")
                    .note("stackblaze env set GREETING=Hello LIMIT=10", "stackblaze env set --secret API_KEY",
                            "stackblaze env set --secret API_KEY < key.txt");
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            var set = JsonNodeFactory.instance.arrayNode();
            var names = new ArrayList<String>();
            for (var word : call.words()) {
                var variable = variable(call, word);
                names.add(Json.text(variable, "name"));
                set.add(variable);
            }
            var body = Json.object();
            body.set("set", set);
            var api = Connection.of(call);
            return Change.follow(call, api, api.patch(Target.of(call).path("/variables"), body),
                    "Set " + String.join(", ", names) + ".");
        }

        private static ObjectNode variable(Call call, String word) throws Failure, IOException {
            boolean secret = call.flag("--secret");
            int equals = word.indexOf('=');
            if (equals < 0 && !secret) {
                throw Failure.of("'" + word + "' has no value.", "Like this: stackblaze env set " + word + "=value",
                        "A secret: stackblaze env set --secret " + word);
            }
            var name = equals < 0 ? word : word.substring(0, equals);
            name(name);
            if (equals >= 0 && secret) {
                call.screen().note("The value of " + name
                        + " now stands in your shell's history; give the name alone and it is asked for.");
            }
            var variable = Json.object().put("name", name)
                    .put("value", equals < 0 ? secret(call, name) : word.substring(equals + 1)).put("secret", secret);
            call.option("--service").ifPresent(service -> variable.put("service", service));
            return variable;
        }

        private static String secret(Call call, String name) throws Failure, IOException {
            var screen = call.screen();
            if (call.words().size() > 1 && !screen.inIsTerminal()) {
                throw Failure.of("Standard input holds one secret, and " + call.words().size() + " were named.",
                        "Set one after the other.");
            }
            Optional<String> value = screen.inIsTerminal()
                    ? screen.askSecret("Value of " + name + ": ")
                    : Optional.of(screen.readAll());
            return value.filter(text -> !text.isEmpty()).orElseThrow(() -> Failure.of("No value came for " + name + ".",
                    "Type it when asked, or pipe it in: stackblaze env set --secret " + name + " < file"));
        }
    }

    /** {@code env unset NAME}. */
    public static final class Unset implements Command {
        @Override
        public void describe(Syntax syntax) {
            Change.describe(service(syntax.environment().words("NAME...", "1..*", "What to remove.")));
        }

        @Override
        public int run(Call call) throws Failure, InterruptedException {
            var unset = JsonNodeFactory.instance.arrayNode();
            List<String> names = call.words();
            for (var name : names) {
                name(name);
                var variable = Json.object().put("name", name);
                call.option("--service").ifPresent(service -> variable.put("service", service));
                unset.add(variable);
            }
            var body = Json.object();
            body.set("unset", unset);
            var api = Connection.of(call);
            return Change.follow(call, api, api.patch(Target.of(call).path("/variables"), body),
                    "Removed " + String.join(", ", names) + ".");
        }
    }
}
