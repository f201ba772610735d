package io.stackblaze.server.backup;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.engine.RestoreOutlook;
import io.stackblaze.engine.RestoreTarget;
import io.stackblaze.server.http.Problem;
import io.stackblaze.server.operation.Operation;
import io.stackblaze.server.operation.Operations;
import io.stackblaze.server.project.Projects;
import io.stackblaze.server.release.Datastores;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plans and orders restores of datastores, each as a new one, in any environment of a project. Any thread may use it.
 */
public final class Restores {
    private final Engine engine;
    private final Projects projects;
    private final Datastores datastores;
    private final Operations operations;
    private final JsonMapper json;

    /** Over what runs and what is kept. */
    public Restores(Engine engine, Projects projects, Datastores datastores, Operations operations, JsonMapper json) {
        this.engine = engine;
        this.projects = projects;
        this.datastores = datastores;
        this.operations = operations;
        this.json = json;
    }

    /**
     * What is to be restored.
     *
     * @param into environment of the new datastore; of the same project
     * @param as name of the new datastore
     * @param at a moment with its time zone; without it and {@code point}, the newest
     * @param point a named moment
     */
    public record Order(EnvironmentId id, String service, EnvironmentId into, String as, Optional<String> at,
            Optional<String> point) {
        /** Whether it goes to another environment. */
        boolean isFork() { return !into.equals(id); }
    }

    /**
     * What it would make, a sentence each.
     *
     * @throws Problem when it cannot be done
     */
    public List<String> plan(Order order) {
        var outlook = checked(order);
        return List.of("%s gets a new datastore %s: %s of %s, as it was at %s.".formatted(order.into(), order.as(),
                order.service(), order.id(), outlook.moment()),
                "It needs %d MB of disk at first; %d MB are free.".formatted(megabytes(outlook.neededBytes()),
                        outlook.freeBytes() >> 20),
                order.isFork() ? "It has a password of its own." : "It has the same password.",
                "Nothing else changes: %s of %s is left alone, and no service is led to %s.".formatted(order.service(),
                        order.id(), order.as()));
    }

    /**
     * Begins a restore.
     *
     * @throws Problem when the name is taken, the moment is none, or the disk has no room
     */
    public Operation begin(Order order, String by, Optional<String> once) {
        checked(order);
        var input = json.createObjectNode().put("service", order.service()).put("as", order.as());
        if (order.isFork()) {
            input.put("from", order.id().environment());
        }
        order.at().ifPresent(at -> input.put("at", moment(at).toString()));
        order.point().ifPresent(label -> input.put("point", label));
        return operations.begin(new Operations.Request(RestoreKind.WORD, order.into().project(),
                order.into().environment(), by, "Restore " + order.service()
                        + (order.isFork() ? " of " + order.id().environment() : "") + " as " + order.as(),
                input, once));
    }

    private RestoreOutlook checked(Order order) {
        if (order.at().isPresent() && order.point().isPresent()) {
            throw Problem.invalid("point", "and at are two moments", "Give one of them.");
        }
        var target = new RestoreTarget(order.at().map(Restores::moment).orElse(null), order.point().orElse(null));
        var environment = projects.find(order.into()).orElseThrow(() -> Problem.notFound(
                "The environment " + order.into(), "Deploy to it first: `stackblaze up`."));
        if (engine.status(order.into()).service(order.as()).isPresent() || datastores.list(environment.key()).stream()
                .anyMatch(store -> store.service().equals(order.as()))) {
            throw new Problem(Problem.Kind.CONFLICT, order.as() + " exists already in " + order.into() + ".",
                    "A restore never overwrites: give another name, and exchange them with `stackblaze db swap`.");
        }
        var outlook = engine.restorable(order.id(), order.service(), target);
        if (outlook.freeBytes() < outlook.neededBytes()) {
            throw new Problem(Problem.Kind.EXHAUSTED, "This needs %d MB of disk, and %d MB are free."
                    .formatted(megabytes(outlook.neededBytes()), outlook.freeBytes() >> 20),
                    "Free some space where the node keeps its data, or destroy a database that nobody needs:"
                            + " stackblaze destroy --datastore NAME");
        }
        return outlook;
    }

    private static long megabytes(long bytes) {
        return (bytes >> 20) + 1;
    }

    /** A moment with its time zone: without one nobody knows which is meant. */
    private static Instant moment(String text) {
        try {
            return OffsetDateTime.parse(text.strip().replaceFirst(" ", "T")).toInstant();
        } catch (DateTimeException e) {
            throw Problem.invalid("at", "is no moment with a time zone: " + text,
                    "Write it like 2026-11-23T10:15:00Z or 2026-11-23T11:15:00+01:00.");
        }
    }
}
