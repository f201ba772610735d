package io.stackblaze.engine.local.rollout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What to do next with the instances of a service: no I/O, no clock, the same answer for the same question.
 *
 * <p>
 * Never takes a serving instance away as long as fewer than wanted would be left, and never has more processes than one
 * over
 * the number wanted.
 */
final class Plan {
    private Plan() {}

    /** Where an instance stands, as far as the plan is concerned. */
    enum Standing {
        STARTING,
        READY,
        /** Has ended and will be started again. */
        WAITING,
        /** Is on its way out. */
        LEAVING
    }

    /**
     * One instance.
     *
     * @param number the number in its name
     * @param current whether it is what instances are to be now
     */
    record Seat(int number, boolean current, Standing standing) {
        private boolean is(Standing other) {
            return standing == other;
        }
    }

    /** One thing to do. */
    sealed interface Step {
        /** Start an instance of that number. */
        record Start(int number) implements Step {}

        /** Take the instance at that place of the list out. */
        record Drain(int index) implements Step {}
    }

    static List<Step> next(int wanted, List<Seat> seats) {
        var steps = new ArrayList<Step>(surplus(wanted, seats));
        steps.addAll(outdated(wanted, seats));
        steps.addAll(starts(wanted, seats));
        return steps;
    }

    /** Scaling down: the highest numbers go first, those that do not serve before those that do. */
    private static List<Step> surplus(int wanted, List<Seat> seats) {
        var current = places(seats).filter(i -> seats.get(i).current() && !seats.get(i).is(Standing.LEAVING)).boxed()
                .sorted(Comparator.comparing((Integer i) -> seats.get(i).is(Standing.READY))
                        .thenComparingInt(i -> -seats.get(i).number()))
                .toList();
        return current.stream().limit(Math.max(0, current.size() - wanted)).<Step>map(Step.Drain::new).toList();
    }

    private static List<Step> outdated(int wanted, List<Seat> seats) {
        var old = places(seats).filter(i -> !seats.get(i).current() && !seats.get(i).is(Standing.LEAVING)).boxed()
                .toList();
        long ready = Math.min(wanted, count(seats, true, Standing.READY)) + count(seats, false, Standing.READY);
        long spare = Math.max(0, ready - wanted);
        var steps = new ArrayList<Step>();
        for (int index : old) {
            if (!seats.get(index).is(Standing.READY)) {
                if (ready >= wanted) {
                    steps.add(new Step.Drain(index));
                }
            } else if (spare > 0) {
                spare--;
                steps.add(new Step.Drain(index));
            }
        }
        return steps;
    }

    private static List<Step> starts(int wanted, List<Seat> seats) {
        long current = seats.stream().filter(seat -> seat.current() && !seat.is(Standing.LEAVING)).count();
        long processes = seats.stream().filter(seat -> !seat.is(Standing.WAITING)).count();
        long starts = Math.min(wanted - current, wanted + 1 - processes);
        return IntStream.iterate(1, number -> number + 1)
                .filter(number -> seats.stream().noneMatch(
                        seat -> seat.current() && !seat.is(Standing.LEAVING) && seat.number() == number))
                .limit(Math.max(0, starts)).<Step>mapToObj(Step.Start::new).toList();
    }

    private static IntStream places(List<Seat> seats) {
        return IntStream.range(0, seats.size());
    }

    private static long count(List<Seat> seats, boolean current, Standing standing) {
        return seats.stream().filter(seat -> seat.current() == current && seat.is(standing)).count();
    }
}
