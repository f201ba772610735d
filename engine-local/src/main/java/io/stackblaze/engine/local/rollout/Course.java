package io.stackblaze.engine.local.rollout;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.stackblaze.engine.ProcessSpec;
import org.jspecify.annotations.Nullable;

/** Where a service stands between two releases. Kept on the disk before anything is done about it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "course")
@JsonSubTypes({@JsonSubTypes.Type(value = Course.Rolling.class, name = "rolling"),
        @JsonSubTypes.Type(value = Course.Live.class, name = "live"),
        @JsonSubTypes.Type(value = Course.GaveUp.class, name = "gave_up")})
sealed interface Course {
    /** What was asked for. */
    Target wanted();

    /** What instances are to be now; empty for none at all. */
    @JsonIgnore
    Optional<Target> goal();

    /** What was live last; empty when nothing was. */
    @JsonIgnore
    Optional<Target> lastGood();

    /** Takes another spec. */
    Course want(ProcessSpec next);

    /** Replaces every instance by a new one. */
    Course restart();

    /** A service that was never there before. */
    static Course first(ProcessSpec spec) {
        return new Rolling(new Target(spec, 0), null);
    }

    private static Course towards(ProcessSpec next, Target from, @Nullable Target good) {
        return new Rolling(new Target(next, from.generation()), good);
    }

    /**
     * New instances take the place of old ones.
     *
     * @param serving what was live last
     */
    record Rolling(Target wanted, @Nullable Target serving) implements Course {
        @Override
        public Optional<Target> goal() {
            return Optional.of(wanted);
        }

        @Override
        public Optional<Target> lastGood() {
            return Optional.ofNullable(serving);
        }

        @Override
        public Course want(ProcessSpec next) {
            return wanted.sameAs(next) ? new Rolling(wanted.with(next), serving) : towards(next, wanted, serving);
        }

        @Override
        public Course restart() {
            return new Rolling(wanted.again(), serving);
        }

        Live done() {
            return new Live(wanted);
        }

        GaveUp fail(String cause, List<String> lastLines) {
            return new GaveUp(wanted, serving, cause, lastLines);
        }
    }

    /** What was asked for serves. */
    record Live(Target wanted) implements Course {
        @Override
        public Optional<Target> goal() {
            return Optional.of(wanted);
        }

        @Override
        public Optional<Target> lastGood() {
            return Optional.of(wanted);
        }

        @Override
        public Course want(ProcessSpec next) {
            boolean fromNothing = wanted.scaling().max() == 0 && Target.scaling(next).max() > 0;
            if (wanted.sameAs(next)) {
                return fromNothing ? towards(next, wanted, null) : new Live(wanted.with(next));
            }
            return towards(next, wanted, fromNothing ? null : wanted);
        }

        @Override
        public Course restart() {
            return new Rolling(wanted.again(), wanted);
        }
    }

    /**
     * What was asked for could not be made healthy.
     *
     * @param serving what was live before, and is again
     */
    record GaveUp(Target wanted, @Nullable Target serving, String cause, List<String> lastLines) implements Course {
        @Override
        public Optional<Target> goal() {
            return Optional.ofNullable(serving);
        }

        @Override
        public Optional<Target> lastGood() {
            return Optional.ofNullable(serving);
        }

        @Override
        public Course want(ProcessSpec next) {
            if (serving != null && serving.sameAs(next)) {
                return new Live(serving.with(next));
            }
            boolean sameAttempt = wanted.sameAs(next) && wanted.release() == next.workload().release();
            boolean stillStopped = Target.scaling(next).max() == 0;
            if (sameAttempt && !stillStopped && wanted.scaling().equals(Target.scaling(next))) {
                return new GaveUp(wanted.with(next), serving, cause, lastLines);
            }
            return towards(next, wanted, serving);
        }

        @Override
        public Course restart() {
            return serving == null
                    ? new Rolling(wanted.again(), null)
                    : new GaveUp(wanted, serving.again(), cause, lastLines);
        }
    }
}
