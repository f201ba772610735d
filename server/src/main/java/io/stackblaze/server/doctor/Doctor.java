package io.stackblaze.server.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EngineException;
import io.stackblaze.server.http.Access;
import io.stackblaze.server.http.Answer;
import io.stackblaze.server.http.Api;
import io.stackblaze.server.http.Http;
import io.stackblaze.server.recovery.Safekeeping;
import io.stackblaze.server.store.Store;

/** Looks at what the server stands on, and says how to mend it. */
public final class Doctor implements Http.Feature {
    private static final long LITTLE_SPACE_MIB = 1024;

    private final Store store;
    private final Engine engine;
    private final Path home;
    private final Optional<Safekeeping> safekeeping;

    /** What was found about one thing. */
    public record Check(String name, boolean ok, String found, String remedy) {}

    private record Checks(List<Check> checks) {}

    /** Looks at these. */
    public Doctor(Store store, Engine engine, Path home, Optional<Safekeeping> safekeeping) {
        this.safekeeping = safekeeping;
        this.store = store;
        this.engine = engine;
        this.home = home;
    }

    @Override
    public void register(Api api) {
        api.get("/api/v1/doctor", Access.READ, _ -> Answer.ok(new Checks(checks())));
    }

    /** Looks now. */
    public List<Check> checks() {
        var checks = new ArrayList<Check>();
        boolean answers = store.answers();
        checks.add(new Check("store", answers, answers ? "the database answers" : "the database does not answer",
                answers ? "" : "See the log in " + home.resolve("server") + " and start the server again."));
        checks.add(disk());
        checks.addAll(engine());
        safekeeping.ifPresent(kept -> checks.add(new Check("installation", kept.trouble().isEmpty(),
                kept.trouble().isEmpty() ? "its backups are kept in " + kept.place() : kept.trouble(),
                kept.trouble().isEmpty() ? "" : "See that " + kept.place() + " can be written to.")));
        return checks;
    }

    private Check disk() {
        try {
            long free = Files.getFileStore(home).getUsableSpace() / 1024 / 1024;
            boolean ok = free >= LITTLE_SPACE_MIB;
            return new Check("disk", ok, free + " MiB free in " + home,
                    ok ? "" : "Free some space: builds need at least " + LITTLE_SPACE_MIB + " MiB.");
        } catch (IOException e) {
            return new Check("disk", false, String.valueOf(e.getMessage()), "See that " + home + " can be read.");
        }
    }

    private List<Check> engine() {
        try {
            var checks = new ArrayList<Check>();
            checks.add(new Check("engine", true, engine.environments().size() + " environments", ""));
            engine.missing().forEach(sentence -> checks.add(new Check("isolation", false, sentence, "")));
            return checks;
        } catch (EngineException e) {
            return List.of(new Check("engine", false, String.valueOf(e.getMessage()),
                    "Start the node: `stackblaze node`, or `stackblaze up`, which starts both."));
        }
    }
}
