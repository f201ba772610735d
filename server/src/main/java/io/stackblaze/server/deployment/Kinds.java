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
        var steps = steps(parts);
        return List.of(deployment(parts),
                new RollbackKind(steps, parts.releases(), parts.variables()),
                variables(parts),
                new SwapKind(steps, parts.releases(), parts.variables(), parts.datastores()),
                new ScaleKind(steps, liveScale(parts), parts.scales(), parts.json()),
                new RestartKind(steps, parts.loader()), new DownKind(steps, parts.projects()),
                new DestroyDatastoreKind(steps, parts.datastores(), parts.releases()),
                new DestroyProjectKind(parts.projects(),
                        new Demolition(parts.engine(), parts.projects(), parts.datastores())));
    }

    /**
     * Deployments, for operations that deploy among other things. Their input may say {@code pre_deploy: false}: then
     * no
     * command runs before the release.
     */
    public static Kind deployment(Parts parts) {
        return new DeploymentKind(steps(parts), parts.builder(), parts.builds(), parts.releases(), parts.variables(),
                parts.sources(), parts.liveServices(), parts.scales());
    }

    /** Changes of variables, for operations that make one among other things. */
    public static Kind variables(Parts parts) {
        return new VariablesKind(steps(parts), parts.releases(), parts.variables());
    }

    /** Numbers of instances of what is live, for operations that scale among other things. */
    public static LiveScale liveScale(Parts parts) {
        return new LiveScale(steps(parts), parts.scales(), parts.loader());
    }

    private static ReleaseSteps steps(Parts parts) {
        return new ReleaseSteps(parts.engine(), parts.projects(), parts.releases(), parts.scales(), parts.loader(),
                parts.hostnames(), parts.json());
    }
}
