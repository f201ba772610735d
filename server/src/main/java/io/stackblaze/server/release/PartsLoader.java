package io.stackblaze.server.release;

import java.util.HashMap;
import java.util.Optional;

import io.stackblaze.blueprint.Blueprint;
import io.stackblaze.blueprint.BlueprintReader;
import io.stackblaze.blueprint.ProcessService;
import io.stackblaze.blueprint.Reading;
import io.stackblaze.build.Build;
import io.stackblaze.server.http.Problem;
import io.stackblaze.server.project.Projects;

/** Gathers what a spec is made of. Any thread may use it. */
public final class PartsLoader {
    private final Releases releases;
    private final Builds builds;
    private final Datastores datastores;
    private final Scales scales;

    /** Over what is kept. */
    public PartsLoader(Releases releases, Builds builds, Datastores datastores, Scales scales) {
        this.releases = releases;
        this.builds = builds;
        this.datastores = datastores;
        this.scales = scales;
    }

    /**
     * The parts of a release.
     *
     * @throws Problem when one of its builds is not there any more
     */
    public SpecMaker.Parts load(Projects.Environment environment, Content content) {
        var blueprint = blueprint(content.blueprint());
        var found = new HashMap<String, Build>();
        content.builds().forEach((service, id) -> found.put(service, builds.find(id)
                .orElseThrow(() -> new Problem(Problem.Kind.CONFLICT, "The build of " + service + " in release "
                        + content.version() + " is not kept any more; the last 20 releases keep theirs.",
                        "Deploy the source again."))));
        blueprint.services(environment.id().environment()).forEach((name, service) -> {
            if (!(service instanceof ProcessService)) {
                datastores.ensure(environment.key(), name, service.type());
            }
        });
        return new SpecMaker.Parts(environment.id(), blueprint, content, found, datastores.passwords(environment.key()),
                datastores.leads(environment.key()),
                scales.list(environment.key()));
    }

    /** The parts of the live release. */
    public Optional<SpecMaker.Parts> live(Projects.Environment environment) {
        return releases.liveContent(environment.key()).map(content -> load(environment, content));
    }

    /** A blueprint that was checked before it was kept. */
    public static Blueprint blueprint(String text) {
        return switch (BlueprintReader.read(text, "blueprint.yaml")) {
            case Reading.Valid valid -> valid.blueprint();
            case Reading.Invalid invalid -> throw new Problem(Problem.Kind.CONFLICT,
                    "The blueprint of that release is not valid any more: " + invalid.faults().getFirst(),
                    "Deploy a corrected blueprint.");
        };
    }
}
