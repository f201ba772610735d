package io.stackblaze.server.deployment;

import java.util.List;

import io.stackblaze.build.Builder;
import io.stackblaze.engine.Engine;
import io.stackblaze.server.operation.Kind;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.release.Builds;
import io.stackblaze.server.release.Datastores;
import io.stackblaze.server.release.Hostnames;
import io.stackblaze.server.release.LiveServices;
import io.stackblaze.server.release.PartsLoader;
import io.stackblaze.server.release.Releases;
import io.stackblaze.server.release.Scales;
import io.stackblaze.server.source.Sources;
import io.stackblaze.server.variable.Variables;
import tools.jackson.databind.json.JsonMapper;

/** All kinds of operation there are. */
public final class Kinds {
    private Kinds() {}

    /** What they work with. */
    public record Parts(Engine engine, Builder builder, Projects projects, Releases releases, Builds builds,
            Datastores datastores, Scales scales, Variables variables, Sources sources, PartsLoader loader,
            LiveServices liveServices,
            Hostnames hostnames, JsonMapper json) {}

    /** Makes them. */
    public static List<Kind> all(Parts parts) {
        var steps = new ReleaseSteps(parts.engine(), parts.projects(), parts.releases(), parts.scales(), parts.loader(),
                parts.hostnames(), parts.json());
        return List.of(
                new DeploymentKind(steps, parts.builder(), parts.builds(), parts.releases(), parts.variables(),
                        parts.sources(), parts.liveServices(), parts.scales()),
                new RollbackKind(steps, parts.releases(), parts.variables()),
                new VariablesKind(steps, parts.releases(), parts.variables()),
                new SwapKind(steps, parts.releases(), parts.variables(), parts.datastores()),
                new ScaleKind(steps, parts.scales(), parts.loader(), parts.json()),
                new RestartKind(steps, parts.loader()), new DownKind(steps, parts.projects()),
                new DestroyDatastoreKind(steps, parts.datastores(), parts.releases()),
                new DestroyProjectKind(parts.engine(), parts.projects(), parts.datastores()));
    }
}
