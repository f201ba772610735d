package io.stackblaze.server.operation;

import java.util.List;
import java.util.Optional;

import tools.jackson.databind.JsonNode;

/** A kind of operation: which steps it has for what it was asked to do. */
public interface Kind {
    /** Its name in the API: {@code deployment}. */
    String word();

    /**
     * The steps for an input, always the same for the same input. Each is committed before the next and may be run
     * again after a crash in the middle of it, so running one twice must be like running it once.
     */
    List<Step> steps(JsonNode input);

    /** What must not go on in the same environment meanwhile. */
    default Footprint footprint() {
        return Footprint.CHANGE;
    }

    /** What an operation has to itself while it runs. */
    enum Footprint {
        /** Nothing: it makes something beside what is there, and waits only for what takes that away. */
        BESIDE,
        /** The environment's releases and settings: one such operation after the other. */
        CHANGE,
        /** All: nothing else may go on. */
        REMOVAL
    }

    /** What puts things back when a step fails or a person cancels; empty when nothing needs to be. */
    default Optional<Step> undo(JsonNode input) {
        return Optional.empty();
    }

    /**
     * One step of a kind.
     *
     * @param name as people see it: {@code build web}
     * @param interruptible whether cancelling may interrupt it in the middle
     */
    record Step(String name, boolean interruptible, Body body) {
        /** A step that is only left at its end. */
        public Step(String name, Body body) {
            this(name, false, body);
        }
    }

    /** What a step does. */
    interface Body {
        /**
         * Does it.
         *
         * @throws StepFailure when it cannot be done, with what to tell people
         */
        void run(StepContext context) throws Exception;
    }
}
