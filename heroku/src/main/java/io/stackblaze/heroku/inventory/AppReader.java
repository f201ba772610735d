package io.stackblaze.heroku.inventory;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;

import io.stackblaze.heroku.dns.NameRecords;
import io.stackblaze.heroku.dns.Names;
import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.heroku.platform.HerokuReader;
import io.stackblaze.heroku.platform.Question;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static io.stackblaze.heroku.inventory.Gathering.awaited;
import static io.stackblaze.heroku.inventory.Shapes.text;

/**
 * Finds out all that an app is. After the first question the app is asked for by its id, so that a rename on the way
 * changes nothing. Reads only.
 */
public final class AppReader {
    private static final JsonNode NOTHING = JsonMapper.shared().createObjectNode();

    private final HerokuReader heroku;
    private final Names names;
    private final boolean askDatastores;
    private final Progress progress;

    /**
     * Reads through {@code heroku}.
     *
     * @param names looks up the app's domains
     * @param askDatastores whether databases are connected to, to see what is in them and what their roles may do
     */
    public AppReader(HerokuReader heroku, Names names, boolean askDatastores, Progress progress) {
        this.heroku = heroku;
        this.names = names;
        this.askDatastores = askDatastores;
        this.progress = progress;
    }

    /** The names of a pipeline's apps, with their stages. */
    public Map<String, String> pipeline(String name) throws HerokuException, InterruptedException {
        var pipeline = heroku.get(Question.of("/pipelines/" + encoded(name)));
        var apps = new java.util.LinkedHashMap<String, String>();
        for (var coupling : heroku
                .list(Question.of("/pipelines/" + encoded(text(pipeline, "id")) + "/pipeline-couplings"))) {
            apps.put(text(coupling.path("app"), "id"), text(coupling, "stage"));
        }
        return apps;
    }

    /**
     * All of one app.
     *
     * @param nameOrId the app's
     * @param repository what its code says
     */
    public Inventory read(String nameOrId, Repository repository) throws HerokuException, InterruptedException {
        var app = Shapes.app(heroku.get(Question.of("/apps/" + encoded(nameOrId))));
        var base = "/apps/" + encoded(app.id());
        try (var gathering = new Gathering(progress)) {
            var config = gathering.part("config vars", NOTHING, () -> heroku.get(Question.of(base + "/config-vars")));
            var formation = list(gathering, "formation", base + "/formation");
            var addons = gathering.part("add-ons", List.<JsonNode>of(), () -> heroku.list(
                    Question.of(base + "/addons", "sdk").with("Accept-Expansion", "addon_service,plan")));
            var attachments = list(gathering, "add-on attachments", base + "/addon-attachments");
            var domains = list(gathering, "domains", base + "/domains");
            var certificates = list(gathering, "certificates", base + "/sni-endpoints");
            var buildpacks = list(gathering, "buildpacks", base + "/buildpack-installations");
            var slug = gathering.part("release", Optional.<Slug>empty(), () -> slug(base));
            var place = gathering.option("pipeline", Optional.<PipelinePlace>empty(), () -> place(base));
            var people = list(gathering, "collaborators", base + "/collaborators");
            var features = list(gathering, "features", base + "/features");
            var drains = list(gathering, "log drains",
                    base + (app.generation().equals("fir") ? "/telemetry-drains" : "/log-drains"));
            var sizes = list(gathering, "dyno sizes", "/dyno-sizes");
            var jobs = gathering.option("Scheduler's jobs", Optional.<List<Job>>empty(),
                    () -> Optional.of(heroku.get(Question.scheduler(base + "/jobs")).path("data").values().stream()
                            .map(Job::of).toList()));
            var custom = awaited(domains).stream().map(Shapes::domain).toList();
            var dns = custom.stream().filter(Domain::custom).limit(100)
                    .map(domain -> gathering.part("DNS of " + domain.hostname(),
                            new NameRecords(domain.hostname(), "", List.of(), -1, List.of(), "Not looked up."),
                            () -> names.look(domain.hostname())))
                    .toList();
            var values = new Config(Shapes.config(awaited(config)));
            var used = addons(gathering, app, awaited(addons), awaited(attachments));
            var datastores = new DatastoreReader(heroku, base, gathering, askDatastores).read(used, values);
            var scheduled = awaited(jobs);
            boolean hasScheduler = used.stream().anyMatch(addon -> addon.service().contains("scheduler"));
            var looked = new ArrayList<NameRecords>();
            for (var name : dns) {
                looked.add(awaited(name));
            }
            return new Inventory(app, values, processes(awaited(formation), awaited(slug).orElse(null)),
                    awaited(slug).orElse(null),
                    used, datastores, scheduled.orElse(List.of()), scheduled.isPresent() || !hasScheduler, custom,
                    looked, awaited(certificates).stream().map(Shapes::certificate).toList(),
                    awaited(buildpacks).stream().map(Shapes::buildpack).toList(), awaited(place).orElse(null),
                    awaited(drains).stream().map(Shapes::drain).toList(), people(awaited(people)),
                    awaited(features).stream().filter(each -> each.path("enabled").asBoolean(false))
                            .map(each -> text(each, "name")).toList(),
                    awaited(sizes).stream().map(Shapes::size).toList(), repository.manifest(), repository.yml(),
                    repository.code(), joined(repository.findings(), gathering.findings()));
        }
    }

    private Future<List<JsonNode>> list(Gathering gathering, String what, String path) {
        return gathering.part(what, List.of(), () -> heroku.list(Question.of(path)));
    }

    private static List<Finding> joined(List<Finding> some, List<Finding> more) {
        var all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    /** Types that have a formation, and those that the slug knows besides. */
    private static List<ProcessType> processes(List<JsonNode> formation, @Nullable Slug slug) {
        var types = new ArrayList<>(formation.stream().map(ProcessType::of).toList());
        var seen = new HashSet<>(types.stream().map(ProcessType::type).toList());
        if (slug != null) {
            slug.processes().forEach((type, command) -> {
                if (seen.add(type)) {
                    types.add(new ProcessType(type, command, 0, ""));
                }
            });
        }
        return types;
    }

    /** Those the app has, and those of other apps that it is attached to. */
    private List<Addon> addons(Gathering gathering, App app, List<JsonNode> listed, List<JsonNode> attachments)
            throws HerokuException, InterruptedException {
        var nodes = new ArrayList<>(listed);
        var ids = new HashSet<>(listed.stream().map(addon -> text(addon, "id")).toList());
        var foreign = new ArrayList<Future<JsonNode>>();
        for (var attachment : attachments) {
            var addon = attachment.path("addon");
            if (ids.add(text(addon, "id"))) {
                foreign.add(gathering.part("add-on " + text(addon, "name"), addon,
                        () -> heroku.get(Question.of("/addons/" + encoded(text(addon, "id")), "sdk")
                                .with("Accept-Expansion", "addon_service,plan"))));
            }
        }
        for (var each : foreign) {
            nodes.add(awaited(each));
        }
        var others = new HashMap<String, Future<List<String>>>();
        for (var node : nodes) {
            others.put(text(node, "id"), gathering.option("attachments of " + text(node, "name"), List.of(),
                    () -> heroku.list(Question.of("/addons/" + encoded(text(node, "id")) + "/addon-attachments"))
                            .stream().map(each -> each.path("app")).filter(each -> !text(each, "id").equals(app.id()))
                            .map(each -> text(each, "name")).distinct().sorted().toList()));
        }
        var addons = new ArrayList<Addon>();
        for (var node : nodes) {
            var shared = others.get(text(node, "id"));
            addons.add(Shapes.addon(node, app, attachments, shared == null ? List.of() : awaited(shared)));
        }
        return addons;
    }

    private Optional<Slug> slug(String base) throws HerokuException, InterruptedException {
        var releases = heroku.list(Question.of(base + "/releases").with("Range", "version ..; max=20, order=desc"), 20);
        var current = releases.stream().filter(each -> each.path("current").asBoolean(false)).findFirst()
                .or(() -> releases.stream().filter(each -> text(each, "status").equals("succeeded")).findFirst());
        if (current.isEmpty()) {
            return Optional.empty();
        }
        int version = current.get().path("version").asInt(0);
        var id = text(current.get().path("slug"), "id");
        if (!id.isEmpty()) {
            return Optional.of(Shapes.slug(heroku.get(Question.of(base + "/slugs/" + encoded(id))), version, false));
        }
        for (var artifact : current.get().path("artifacts").values()) {
            if (text(artifact, "type").equals("oci-image")) {
                return Optional.of(Shapes.slug(
                        heroku.get(Question.of(base + "/oci-images/" + encoded(text(artifact, "id")))), version, true));
            }
        }
        return Optional.empty();
    }

    private Optional<PipelinePlace> place(String base) throws HerokuException, InterruptedException {
        var answer = heroku.get(Question.of(base + "/pipeline-couplings"));
        var coupling = answer.isArray() ? answer.path(0) : answer;
        var id = text(coupling.path("pipeline"), "id");
        if (id.isEmpty()) {
            return Optional.empty();
        }
        var apps = new HashMap<String, String>();
        for (var each : heroku.list(Question.of("/pipelines/" + encoded(id) + "/pipeline-couplings"))) {
            apps.put(text(each.path("app"), "id"), text(each, "stage"));
        }
        var name = text(heroku.get(Question.of("/pipelines/" + encoded(id))), "name");
        var repository = orNothing(Question.of("/pipelines/" + encoded(id) + "/repo", "repositories-api"));
        var review = orNothing(Question.of("/pipelines/" + encoded(id) + "/review-app-config", "review-apps"));
        var fullName = text(repository, "full_name");
        return Optional.of(new PipelinePlace(id, name, text(coupling, "stage"), apps,
                fullName.isEmpty() ? null : fullName,
                review.isEmpty()
                        ? null
                        : new PipelinePlace.Review(review.path("automatic_review_apps").asBoolean(false),
                                review.path("destroy_stale_apps").asBoolean(false)
                                        ? review.path("stale_days").asInt(5)
                                        : 0,
                                review.path("wait_for_ci").asBoolean(false))));
    }

    private JsonNode orNothing(Question question) throws HerokuException, InterruptedException {
        try {
            return heroku.get(question);
        } catch (HerokuException e) {
            if (e.code() == HerokuException.Code.NOT_FOUND || e.code() == HerokuException.Code.FORBIDDEN) {
                return NOTHING;
            }
            throw e;
        }
    }

    private static Map<String, String> people(List<JsonNode> collaborators) {
        var people = new HashMap<String, String>();
        collaborators.forEach(each -> people.put(text(each.path("user"), "email"), text(each, "role")));
        return people;
    }

    static String encoded(String word) {
        return URLEncoder.encode(word, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
