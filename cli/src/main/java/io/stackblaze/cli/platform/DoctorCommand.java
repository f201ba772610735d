package io.stackblaze.cli.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Command;
import io.stackblaze.cli.command.Exit;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.terminal.Words;
import tools.jackson.databind.node.JsonNodeFactory;

/** Says what works on this machine and what does not, with remedies; the server adds what only it can see. */
public final class DoctorCommand implements Command {
    private static final long LITTLE_SPACE = 2_000_000_000;

    private record Check(String name, boolean ok, String found, String remedy) {}

    @Override
    public void describe(Syntax syntax) {
        syntax.note("Ends with 1 when something is missing.");
    }

    @Override
    public int run(Call call) throws Failure, IOException {
        var checks = here(call);
        checks.addAll(server(call));
        boolean allWell = checks.stream().allMatch(Check::ok);
        if (call.json()) {
            var items = JsonNodeFactory.instance.arrayNode();
            checks.forEach(check -> items.add(Json.object().put("name", check.name()).put("ok", check.ok())
                    .put("found", check.found()).put("remedy", check.remedy())));
            var answer = Json.object();
            answer.set("checks", items);
            call.screen().result(Json.write(answer));
        } else {
            checks.forEach(check -> tell(call, check));
        }
        return allWell ? Exit.OK.code() : Exit.FAILED.code();
    }

    private static void tell(Call call, Check check) {
        var style = call.screen().style();
        var name = check.name() + " ".repeat(Math.max(0, 14 - check.name().length()));
        call.screen().result((check.ok() ? style.good("ok  ") : style.bad("no  ")) + name + "  " + check.found());
        if (!check.ok() && !check.remedy().isEmpty()) {
            call.screen().result("      > " + check.remedy());
        }
    }

    private static List<Check> here(Call call) throws Failure, IOException {
        var checks = new ArrayList<Check>();
        checks.add(new Check("java", Runtime.version().feature() == 25, "JDK " + Runtime.version(),
                "Install a JDK 25 and set JAVA_HOME to it."));
        var home = Home.of(call).folder();
        checks.add(home(home));
        var path = call.context().variables().getOrDefault("PATH", "");
        checks.add(program("git", path, "apt install git", "to leave ignored files out of what is deployed"));
        checks.add(program("node", path, "apt install nodejs", "to build and run Node apps"));
        checks.add(program("npm", path, "apt install npm", "to install the packages of Node apps"));
        checks.add(program("python3", path, "apt install python3-venv", "to build and run Python apps"));
        checks.add(program("setsid", path, "apt install util-linux", "to start the server and the node"));
        checks.add(program("unshare", path, "apt install util-linux", "to keep projects apart"));
        return checks;
    }

    private static Check home(Path home) throws IOException {
        if (!Files.exists(home)) {
            return new Check("home", true, home + ", made at the first start", "");
        }
        var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(home));
        if (!mode.equals("rwx------")) {
            return new Check("home", false, home + " can be read by others (" + mode + ")", "chmod 700 " + home);
        }
        long space = home.toFile().getUsableSpace();
        return new Check("home", space > LITTLE_SPACE, home + ", " + Words.bytes(space) + " free",
                "Free some disk space.");
    }

    private static Check program(String name, String path, String install, String purpose) {
        for (var folder : path.split(":", -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, name))) {
                return new Check(name, true, Path.of(folder, name).toString(), "");
            }
        }
        return new Check(name, false, "not found; needed " + purpose, install);
    }

    private static List<Check> server(Call call) throws Failure {
        try {
            var api = Connection.of(call);
            var checks = new ArrayList<Check>();
            for (var check : api.get("/api/v1/doctor").path("checks").values()) {
                checks.add(new Check(Json.text(check, "name"), check.path("ok").asBoolean(false),
                        Json.text(check, "found"), Json.text(check, "remedy")));
            }
            checks.addFirst(new Check("server", true, api.base().toString(), ""));
            return checks;
        } catch (Failure e) {
            if (e.exit() != Exit.UNREACHABLE) {
                throw e;
            }
            return List.of(new Check("server", true, "does not run; stackblaze up starts it", ""));
        }
    }
}
