package io.stackblaze.engine.local.rollout;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.stackblaze.engine.Artifact;
import io.stackblaze.engine.ProcessSpec;
import io.stackblaze.engine.Resources;
import io.stackblaze.engine.Scaling;
import io.stackblaze.engine.WorkerSpec;
import io.stackblaze.engine.Workload;
import io.stackblaze.engine.local.state.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class CourseTest {
    private static ProcessSpec spec(int release, String color, int instances) {
        return new WorkerSpec("worker", new Workload(release, new Artifact("a", "/a"), "run",
                Map.of("COLOR", color, "STACKBLAZE_RELEASE", "" + release), new Resources(64, 100),
                Duration.ofSeconds(3)), new Scaling(instances, instances, 70));
    }

    private static Course live(int release, String color) {
        return ((Course.Rolling) Course.first(spec(release, color, 1))).done();
    }

    private static Course gaveUp(int good, int bad) {
        return ((Course.Rolling) live(good, "red").want(spec(bad, "blue", 1))).fail("exited", List.of("line"));
    }

    @Test
    void theSameWorkloadUnderANewNumberStaysLive() {
        var course = live(1, "red").want(spec(2, "red", 3));
        assertThat(course).isInstanceOf(Course.Live.class);
        assertThat(course.wanted().release()).isEqualTo(2);
        assertThat(course.wanted().identity()).isEqualTo(live(1, "red").wanted().identity());
    }

    @Test
    void anotherWorkloadRollsAndRemembersWhatServes() {
        var course = live(1, "red").want(spec(2, "blue", 1));
        assertThat(course).isInstanceOf(Course.Rolling.class);
        assertThat(course.lastGood().orElseThrow().release()).isEqualTo(1);
        var changedAgain = course.want(spec(3, "green", 1));
        assertThat(changedAgain.lastGood().orElseThrow().release()).isEqualTo(1);
        assertThat(changedAgain.goal().orElseThrow().release()).isEqualTo(3);
    }

    @Test
    void whatWasGivenUpIsNotTriedAgainUntilSomethingIsDifferent() {
        var course = gaveUp(1, 2);
        assertThat(course.goal().orElseThrow().release()).isEqualTo(1);
        assertThat(course.want(spec(2, "blue", 1))).isInstanceOf(Course.GaveUp.class);
        assertThat(course.want(spec(3, "blue", 1))).isInstanceOf(Course.Rolling.class);
        assertThat(course.want(spec(2, "blue", 2))).isInstanceOf(Course.Rolling.class);
        assertThat(course.want(spec(3, "red", 1))).isInstanceOf(Course.Live.class);
    }

    @Test
    void aRestartChangesTheIdentityAndKeepsWhatServes() {
        var before = live(1, "red");
        var course = before.restart();
        assertThat(course).isInstanceOf(Course.Rolling.class);
        assertThat(course.wanted().identity()).isNotEqualTo(before.wanted().identity());
        assertThat(course.lastGood()).contains(before.wanted());
    }

    @Test
    void startingFromZeroIsARollThatCanFail() {
        var stopped = live(1, "red").want(spec(1, "red", 0));
        assertThat(stopped).isInstanceOf(Course.Live.class);
        assertThat(stopped.want(spec(1, "red", 1))).isInstanceOf(Course.Rolling.class)
                .extracting(Course::lastGood).isEqualTo(java.util.Optional.empty());
    }

    @Test
    void everyCourseIsKeptOnTheDiskAsItIs(@TempDir Path folder) throws Exception {
        for (var course : List.of(Course.first(spec(1, "red", 2)), live(1, "red"), gaveUp(1, 2))) {
            var kept = new Kept(course, 2);
            Json.save(folder.resolve("service.json"), kept);
            assertThat(Json.load(folder.resolve("service.json"), Kept.class)).contains(kept);
        }
    }

    @Test
    void pausesBetweenStartsDoubleUpToABound() {
        var timing = Timing.DEFAULT;
        assertThat(timing.before(0)).isZero();
        assertThat(List.of(timing.before(1), timing.before(2), timing.before(3), timing.before(5), timing.before(6),
                timing.before(1000)))
                .containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(40),
                        Duration.ofSeconds(160), Duration.ofSeconds(300), Duration.ofSeconds(300));
    }
}
