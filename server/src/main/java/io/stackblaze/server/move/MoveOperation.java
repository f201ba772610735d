package io.stackblaze.server.move;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.stackblaze.server.operation.Kind;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A kind of operation on a move.
 *
 * @param made its steps
 * @param back what puts things back; null when nothing needs to be
 */
record MoveOperation(String word, Function<JsonNode, List<Step>> made, @Nullable Step back) implements Kind {
    static final String COPY = "move-copy";
    static final String VERIFY = "move-verify";
    static final String CUTOVER = "move-cutover";
    static final String REVERSE = "move-reverse";
    static final String SETTLE = "move-settle";
    static final String ABORT = "move-abort";

    /** All of them. */
    static List<Kind> all(MoveSteps steps) {
        var goOn = new Step("go on following", steps::goOn);
        return List.of(new MoveOperation(COPY, steps::copy, null),
                new MoveOperation(VERIFY, _ -> List.of(new Step("compare", true, steps::compare)), goOn),
                new MoveOperation(CUTOVER, _ -> List.of(new Step("cut over", context -> steps.turn(context, false)),
                        new Step("follow back", steps::goOn)), goOn),
                new MoveOperation(REVERSE, _ -> List.of(new Step("cut back", context -> steps.turn(context, true)),
                        new Step("follow", steps::goOn)), goOn),
                new MoveOperation(SETTLE, _ -> List.of(new Step("settle", context -> steps.end(context, true))), goOn),
                new MoveOperation(ABORT, _ -> List.of(new Step("abort", context -> steps.end(context, false))), goOn));
    }

    @Override
    public List<Step> steps(JsonNode input) {
        return made.apply(input);
    }

    @Override
    public Optional<Step> undo(JsonNode input) {
        return Optional.ofNullable(back);
    }
}
