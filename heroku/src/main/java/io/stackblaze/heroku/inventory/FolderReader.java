package io.stackblaze.heroku.inventory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.stackblaze.heroku.dns.NameRecords;
import io.stackblaze.heroku.dns.Names;
import io.stackblaze.heroku.files.AddonsText;
import io.stackblaze.heroku.files.ConfigText;
import io.stackblaze.heroku.files.DomainsText;
import io.stackblaze.heroku.files.JobText;
import io.stackblaze.heroku.files.Parsed;
import io.stackblaze.heroku.files.PsText;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds out what an app is from a folder, for people without access to the API: {@code config.txt} (or {@code
 * config.json}), {@code ps.txt}, {@code addons.txt}, {@code domains.txt}, each as printed by {@code heroku} or with
 * {@code --json}, {@code scheduler.txt} as copied from the page, and {@code Procfile}, {@code app.json},
 * {@code heroku.yml}.
 */
public final class FolderReader {
    private static final int LARGEST = 8 << 20;
    private final Names names;

    /** Looks domains up by those. */
    public FolderReader(Names names) {
        this.names = names;
    }

    /**
     * All that the folder says.
     *
     * @param name what the app is called
     * @param repository what its code says; of the same folder, when there is no other
     */
    public Inventory read(String name, Path folder, Repository repository) throws IOException, InterruptedException {
        var findings = new ArrayList<>(repository.findings());
        Map<String, String> config = read(folder, "config", "heroku config -j > config.json", findings)
                .map(text -> Repository.taken(ConfigText.parse(text, "config"), findings)).orElse(Map.of());
        var app = new App("", name, "", "", "cedar", null, null, "", "", false, false, 0);
        var processes = read(folder, "ps", "heroku ps > ps.txt", findings)
                .map(text -> Repository.taken(processes(text), findings)).orElse(List.of());
        var addons = read(folder, "addons", "heroku addons --app " + name + " > addons.txt", findings)
                .map(text -> addons(text, app, findings)).orElse(List.of());
        var domains = read(folder, "domains", "heroku domains > domains.txt", findings)
                .map(text -> Repository.taken(domains(text), findings)).orElse(List.of());
        boolean hasScheduler = addons.stream().anyMatch(addon -> addon.service().contains("scheduler"));
        var page = file(folder, "scheduler");
        var jobs = page.map(text -> Repository.taken(JobText.parse(text), findings)).orElse(List.of());
        if (page.isEmpty() && hasScheduler) {
            findings.add(new Finding("Scheduler's jobs", "There is no scheduler.txt.",
                    "Open the page with: heroku addons:open scheduler, copy all of it, and save it as scheduler.txt"));
        }
        var values = new Config(config);
        var datastores = addons.stream().filter(addon -> addon.isPostgres() || addon.isKeyValue())
                .map(addon -> new Datastore(addon, DatastoreReader.variables(addon, values), DatastoreInfo.UNKNOWN,
                        null,
                        null))
                .toList();
        var dns = new ArrayList<NameRecords>();
        for (var domain : domains) {
            if (domain.custom()) {
                dns.add(names.look(domain.hostname()));
            }
        }
        return new Inventory(app, values, merged(processes, repository), null, addons, datastores, jobs,
                page.isPresent() || !hasScheduler, domains, dns, List.of(), repository.manifest().buildpacks(), null,
                List.of(), Map.of(), List.of(), List.of(), repository.manifest(), repository.yml(), repository.code(),
                findings);
    }

    /** Types that run, then those that only the Procfile knows. */
    private static List<ProcessType> merged(List<ProcessType> running, Repository repository) {
        var types = new LinkedHashMap<String, ProcessType>();
        running.forEach(type -> types.put(type.type(), type));
        repository.procfile().forEach((type, command) -> types.putIfAbsent(type,
                new ProcessType(type, command, running.isEmpty() && type.equals("web") ? 1 : 0, "")));
        return List.copyOf(types.values());
    }

    private static Parsed<List<ProcessType>> processes(String text) {
        var tree = json(text);
        if (tree.isEmpty()) {
            return PsText.parse(text);
        }
        var types = new LinkedHashMap<String, ProcessType>();
        for (var dyno : tree.get().values()) {
            var type = Shapes.text(dyno, "type");
            var size = Shapes.text(dyno.path("dyno_size"), "name");
            types.merge(type, new ProcessType(type, Shapes.text(dyno, "command"), 1,
                    size.isEmpty() ? Shapes.text(dyno, "size") : size),
                    (old, _) -> new ProcessType(type, old.command(), old.quantity() + 1, old.size()));
        }
        types.keySet().removeIf(type -> type.isEmpty() || type.equals("run") || type.equals("scheduler"));
        return new Parsed<>(List.copyOf(types.values()), List.of());
    }

    private static List<Addon> addons(String text, App app, List<Finding> findings) {
        var tree = json(text);
        if (tree.isPresent()) {
            return tree.get().values().stream().map(addon -> {
                var attachments = addon.path("attachments").values().stream().toList();
                var made = Shapes.addon(addon, app, attachments, List.of());
                return made.attachments().isEmpty() && !attachments.isEmpty()
                        ? renamed(made, attachments.stream().map(each -> Shapes.text(each, "name")).toList())
                        : made;
            }).toList();
        }
        return Repository.taken(AddonsText.parse(text), findings).stream()
                .map(row -> new Addon("", row.name(), row.service(), row.plan(), "provisioned", app.name(),
                        row.centsPerMonth() >= 0 || row.elsewhere().isEmpty(), row.centsPerMonth(), List.of(),
                        row.attachments(), row.elsewhere()))
                .toList();
    }

    private static Addon renamed(Addon addon, List<String> attachments) {
        return new Addon(addon.id(), addon.name(), addon.service(), addon.plan(), addon.state(), addon.owner(),
                addon.own(), addon.centsPerMonth(), addon.configVars(), attachments, addon.otherApps());
    }

    private static Parsed<List<Domain>> domains(String text) {
        var tree = json(text);
        return tree.isPresent()
                ? new Parsed<>(tree.get().values().stream().map(Shapes::domain).toList(), List.of())
                : DomainsText.parse(text);
    }

    /** The text as a JSON list, if it is one. */
    private static Optional<JsonNode> json(String text) {
        try {
            return text.stripLeading().startsWith("[")
                    ? Optional.of(JsonMapper.shared().readTree(text))
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> read(Path folder, String name, String command, List<Finding> findings)
            throws IOException {
        var text = file(folder, name);
        if (text.isEmpty()) {
            findings.add(new Finding(name.toLowerCase(Locale.ROOT), "There is no " + name + ".txt in the folder.",
                    "Make it: " + command));
        }
        return text;
    }

    private static Optional<String> file(Path folder, String name) throws IOException {
        for (var ending : List.of(".json", ".txt", "")) {
            var file = folder.resolve(name + ending);
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                try (var in = Files.newInputStream(file)) {
                    return Optional.of(new String(in.readNBytes(LARGEST), StandardCharsets.UTF_8));
                }
            }
        }
        return Optional.empty();
    }
}
