package io.stackblaze.server.environment;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.blueprint.Web;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.OneOff;
import io.stackblaze.server.http.Problem;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.release.PartsLoader;
import io.stackblaze.server.release.SpecMaker;

/** Makes commands that run once with the live release's code and variables. */
public final class OneOffs {
    private final Projects projects;
    private final PartsLoader loader;
    private final SpecMaker maker;

    /** Over what is kept. */
    public OneOffs(Projects projects, PartsLoader loader, SpecMaker maker) {
        this.projects = projects;
        this.loader = loader;
        this.maker = maker;
    }

    /**
     * A command beside a service.
     *
     * @param service whose place it takes; by default the web service, else the first
     * @param words program and arguments; a single word is a command line for the shell
     */
    public OneOff make(EnvironmentId id, Optional<String> service, List<String> words, Duration timeout) {
        var parts = projects.find(id).flatMap(loader::live)
                .orElseThrow(() -> new Problem(Problem.Kind.CONFLICT, "Nothing was released in " + id + " yet.",
                        "Deploy it: `stackblaze up`."));
        var candidates = parts.services().values().stream().filter(ProcessService.class::isInstance)
                .map(ProcessService.class::cast).toList();
        var chosen = service.map(name -> candidates.stream().filter(one -> one.name().equals(name)).findFirst())
                .orElseGet(() -> candidates.stream().filter(Web.class::isInstance).findFirst()
                        .or(() -> candidates.stream().findFirst()))
                .orElseThrow(() -> Problem.invalid("service", "is none that commands can run beside", "There are: "
                        + String.join(", ", candidates.stream().map(ProcessService::name).toList()) + "."));
        return new OneOff(id, chosen.name(), "run." + ThreadLocalRandom.current().nextInt(1000, 10_000),
                maker.workload(parts, chosen, commandLine(words)), timeout);
    }

    /** Quotes words so that the shell gives them on as they are. */
    static String commandLine(List<String> words) {
        return words.size() == 1
                ? words.getFirst()
                : String.join(" ", words.stream().map(word -> "'" + word.replace("'", "'\\''") + "'").toList());
    }
}
