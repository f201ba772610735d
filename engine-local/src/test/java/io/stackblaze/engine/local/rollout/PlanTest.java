package io.stackblaze.engine.local.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.stackblaze.engine.local.rollout.Plan.Seat;
import io.stackblaze.engine.local.rollout.Plan.Standing;
import io.stackblaze.engine.local.rollout.Plan.Step;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PlanTest {
    private static Seat current(int number, Standing standing) {
        return new Seat(number, true, standing);
    }

    private static Seat old(int number, Standing standing) {
        return new Seat(number, false, standing);
    }

    @Test
    void theFirstDeploymentStartsAllAtOnce() {
        assertThat(Plan.next(3, List.of())).containsExactly(new Step.Start(1), new Step.Start(2), new Step.Start(3));
    }

    @Test
    void aRollStartsOneMoreThanWanted() {
        assertThat(Plan.next(2, List.of(old(1, Standing.READY), old(2, Standing.READY))))
                .containsExactly(new Step.Start(1));
    }

    @Test
    void anOldInstanceLeavesOnceANewOneServes() {
        assertThat(Plan.next(2, List.of(old(1, Standing.READY), old(2, Standing.READY), current(1, Standing.READY))))
                .containsExactly(new Step.Drain(0));
    }

    @Test
    void nothingIsStartedBesideOneThatIsStillLeaving() {
        assertThat(Plan.next(2, List.of(old(1, Standing.LEAVING), old(2, Standing.READY), current(1, Standing.READY))))
                .isEmpty();
    }

    @Test
    void anOldInstanceThatEndsIsKeptInMindUntilItIsReplaced() {
        assertThat(Plan.next(1, List.of(old(1, Standing.WAITING)))).containsExactly(new Step.Start(1));
        assertThat(Plan.next(1, List.of(old(1, Standing.WAITING), current(1, Standing.READY))))
                .containsExactly(new Step.Drain(0));
    }

    @Test
    void scalingDownTakesTheHighestNumbersAndThoseThatDoNotServeFirst() {
        assertThat(Plan.next(1, List.of(current(1, Standing.READY), current(2, Standing.READY),
                current(3, Standing.STARTING)))).containsExactly(new Step.Drain(2), new Step.Drain(1));
        assertThat(Plan.next(1, List.of(current(1, Standing.STARTING), current(2, Standing.READY))))
                .containsExactly(new Step.Drain(0));
    }

    @Test
    void aLostNumberIsFilledAgain() {
        assertThat(Plan.next(3, List.of(current(1, Standing.READY), current(3, Standing.READY))))
                .containsExactly(new Step.Start(2));
    }

    @Test
    void noneWantedDrainsAll() {
        assertThat(Plan.next(0, List.of(old(1, Standing.READY), current(1, Standing.STARTING))))
                .containsExactlyInAnyOrder(new Step.Drain(0), new Step.Drain(1));
    }

    /** Plays a service through random luck: whatever happens, no promise is broken on the way, and it arrives. */
    @Property(tries = 500)
    void neverFewerThanWantedNorMoreThanOneOverAndAlwaysThere(@ForAll @IntRange(max = 6) int before,
            @ForAll @IntRange(max = 6) int wanted, @ForAll long luck) {
        var random = new Random(luck);
        var seats = new ArrayList<Seat>();
        for (int number = 1; number <= before; number++) {
            seats.add(old(number, Standing.READY));
        }
        for (int turn = 0; turn < 200 && !arrived(seats, wanted); turn++) {
            long serving = seats.stream().filter(seat -> seat.standing() == Standing.READY).count();
            act(seats, Plan.next(wanted, seats));
            long left = seats.stream().filter(seat -> seat.standing() == Standing.READY).count();
            assertThat(left).isGreaterThanOrEqualTo(Math.min(serving, wanted));
            assertThat(seats.size()).isLessThanOrEqualTo(Math.max(before, wanted + 1));
            happen(seats, random);
        }
        assertThat(arrived(seats, wanted)).as("%s for %d", seats, wanted).isTrue();
    }

    private static boolean arrived(List<Seat> seats, int wanted) {
        return seats.size() == wanted
                && seats.stream().allMatch(seat -> seat.current() && seat.standing() == Standing.READY);
    }

    private static void act(List<Seat> seats, List<Step> steps) {
        for (var step : steps) {
            switch (step) {
                case Step.Start(var number) -> seats.add(current(number, Standing.STARTING));
                case Step.Drain(var index) ->
                    seats.set(index, new Seat(seats.get(index).number(), seats.get(index).current(), Standing.LEAVING));
            }
        }
    }

    private static void happen(List<Seat> seats, Random random) {
        seats.removeIf(seat -> seat.standing() == Standing.LEAVING && random.nextInt(3) == 0);
        seats.replaceAll(seat -> seat.standing() == Standing.STARTING && random.nextInt(2) == 0
                ? new Seat(seat.number(), seat.current(), Standing.READY)
                : seat);
    }
}
