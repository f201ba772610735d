package io.stackblaze.server.backup;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Optional;

import io.stackblaze.engine.Engine;
import io.stackblaze.engine.EnvironmentId;
import io.stackblaze.server.http.Problem;
import io.stackblaze.server.operation.Operation;
import io.stackblaze.server.operation.Operations;
import tools.jackson.databind.json.JsonMapper;

/** Orders restores of datastores, each as a new one beside its source. Any thread may use it. */
public final class Restores {
    private final Engine engine;
    private final Operations operations;
    private final JsonMapper json;

    /** Over what runs. */
    public Restores(Engine engine, Operations operations, JsonMapper json) {
        this.engine = engine;
        this.operations = operations;
        this.json = json;
    }

    /**
     * What is to be restored.
     *
     * @param as name of the new datastore
     * @param at a moment with its time zone; without it and {@code point}, the newest
     * @param point a named moment
     */
    public record Order(EnvironmentId id, String service, String as, Optional<String> at, Optional<String> point) {}

    /**
     * Begins a restore.
     *
     * @throws Problem when the name is taken, or the moment is none
     */
    public Operation begin(Order order, String by, Optional<String> once) {
        if (order.at().isPresent() && order.point().isPresent()) {
            throw Problem.invalid("point", "and at are two moments", "Give one of them.");
        }
        var moment = order.at().map(Restores::moment);
        if (engine.status(order.id()).service(order.as()).isPresent()) {
            throw new Problem(Problem.Kind.CONFLICT, order.as() + " exists already in " + order.id() + ".",
                    "A restore never overwrites: give another name.");
        }
        var input = json.createObjectNode().put("service", order.service()).put("as", order.as());
        moment.ifPresent(at -> input.put("at", at));
        order.point().ifPresent(label -> input.put("point", label));
        return operations.begin(new Operations.Request(BackupKinds.RESTORE, order.id().project(),
                order.id().environment(), by, "Restore " + order.service() + " as " + order.as(), input, once));
    }

    /** A moment with its time zone: without one nobody knows which is meant. */
    private static String moment(String text) {
        try {
            return OffsetDateTime.parse(text.strip().replaceFirst(" ", "T")).toInstant().toString();
        } catch (DateTimeException e) {
            throw Problem.invalid("at", "is no moment with a time zone: " + text,
                    "Write it like 2026-11-23T10:15:00Z or 2026-11-23T11:15:00+01:00.");
        }
    }
}
