package io.stackblaze.cli.environment;

import java.io.IOException;
import java.util.regex.Pattern;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.platform.Connection;
import io.stackblaze.cli.platform.Platform;

/** Changes what runs, without a new source. */
public final class ChangeCommands {
    private ChangeCommands() {}

    /** {@code scale web=3 worker=2}. */
    public static final class Scale implements Command {
        private static final Pattern WANTED = Pattern.compile("([a-z][a-z0-9-]*)=([0-9]{1,3})");

        @Override
        public void describe(Syntax syntax) {
            Change.describe(syntax.environment().words("SERVICE=COUNT...", "1..*", "How many instances each has."));
        }

        @Override
        public int run(Call call) throws Failure, InterruptedException {
            var services = Json.object();
            for (var word : call.words()) {
                var wanted = WANTED.matcher(word);
                if (!wanted.matches()) {
                    throw Failure.of("'" + word + "' is no service with a count.", "Like this: stackblaze scale web=3");
                }
                services.put(wanted.group(1), Integer.parseInt(wanted.group(2)));
            }
            var target = Target.of(call);
            var api = Connection.of(call);
            var body = Json.object();
            body.set("services", services);
            return Change.follow(call, api, api.post(target.path("/scale"), body),
                    "Scaled: " + String.join(", ", call.words()) + ".");
        }
    }

    /** {@code restart [service]}. */
    public static final class Restart implements Command {
        @Override
        public void describe(Syntax syntax) {
            Change.describe(syntax.environment().words("[SERVICE]", "0..1", "One service; all without it."));
        }

        @Override
        public int run(Call call) throws Failure, InterruptedException {
            var target = Target.of(call);
            var api = Connection.of(call);
            var body = Json.object();
            call.word().ifPresent(service -> body.put("service", service));
            return Change.follow(call, api, api.post(target.path("/restart"), body),
                    "Restarted " + call.word().orElse("all services") + ".");
        }
    }

    /** {@code rollback [release]}. */
    public static final class Rollback implements Command {
        private static final Pattern VERSION = Pattern.compile("v?([1-9][0-9]{0,8})");

        @Override
        public void describe(Syntax syntax) {
            Change.describe(
                    syntax.environment().words("[RELEASE]", "0..1",
                            "A release; the one before the live one without it."));
        }

        @Override
        public int run(Call call) throws Failure, InterruptedException {
            var body = Json.object();
            if (call.word().isPresent()) {
                var version = VERSION.matcher(call.word().get());
                if (!version.matches()) {
                    throw Failure.of("'" + call.word().get() + "' is no release.",
                            "See which there are: stackblaze releases");
                }
                body.put("release", Integer.parseInt(version.group(1)));
            }
            var target = Target.of(call);
            var api = Connection.of(call);
            return Change.follow(call, api, api.post(target.path("/rollback"), body), "Rolled back.");
        }
    }

    /** {@code down}. */
    public static final class Down implements Command {
        @Override
        public void describe(Syntax syntax) {
            Change.describe(syntax.environment().flag("Stops StackBlaze on this machine too.", "--platform"))
                    .note("All data stays. To start again: stackblaze up");
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            var target = Target.of(call);
            var api = Connection.of(call);
            int code = Change.follow(call, api, api.post(target.path("/down"), null),
                    "Stopped " + target.title() + "; its data stays.");
            if (call.flag("--platform")) {
                Platform.of(call).stop();
                call.screen().note("Stopped server and node.");
            }
            return code;
        }
    }

    /** {@code destroy}, and {@code destroy --datastore NAME}. */
    public static final class Destroy implements Command {
        @Override
        public void describe(Syntax syntax) {
            Change.describe(syntax.environment()
                    .option("NAME", "Destroys the data of this datastore, which no blueprint names any more.",
                            "--datastore")
                    .option("NAME", "Repeats the name of what is destroyed, for scripts; without it you are asked.",
                            "--confirm"))
                    .note("Destroys a project with all environments and all data. This cannot be undone.");
        }

        @Override
        public int run(Call call) throws Failure, IOException, InterruptedException {
            var datastore = call.option("--datastore");
            var project = Target.project(call);
            var name = datastore.orElse(project);
            var api = Connection.of(call);
            demandName(call, name, datastore.isPresent()
                    ? "all data of " + name
                    : "the project " + name + " with all its environments and all data");
            var path = datastore.isPresent()
                    ? Target.of(call).path("/datastores/" + Target.encode(name))
                    : "/api/v1/projects/" + Target.encode(project);
            return Change.follow(call, api, api.delete(path, Json.object().put("confirm", name)),
                    "Destroyed " + name + ".");
        }

        private static void demandName(Call call, String name, String what) throws Failure, IOException {
            var typed = call.option("--confirm");
            if (typed.isEmpty()) {
                call.screen().note("This destroys " + what + ". It cannot be undone.");
                typed = call.screen().ask("Type " + name + " to go on: ");
            }
            if (!name.equals(typed.orElse(""))) {
                throw Failure.of("Nothing was destroyed: '" + typed.orElse("") + "' is not '" + name + "'.",
                        "In scripts: --confirm " + name);
            }
        }
    }
}
