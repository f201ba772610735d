package io.stackblaze.engine.local.rollout;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.stackblaze.engine.EngineException;
import io.stackblaze.engine.InstanceStatus;
import io.stackblaze.engine.Resources;
import io.stackblaze.engine.WebSpec;
import io.stackblaze.engine.local.instance.Exit;
import io.stackblaze.engine.local.instance.Instance;
import io.stackblaze.engine.local.instance.InstanceRecord;
import io.stackblaze.engine.local.instance.Launch;
import io.stackblaze.engine.local.proc.Meter;
import io.stackblaze.router.Backend;
import org.jspecify.annotations.Nullable;

/** A service's instances, and what happens to each. Only the keeper's thread touches it. */
final class Crew {
    private static final int REMEMBERED = 5;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Surroundings around;
    private final Consumer<Runnable> post;
    private final Judge judge;
    private final List<Member> members = new ArrayList<>();
    private final Deque<InstanceStatus> gone = new ArrayDeque<>();
    private final List<Target> known = new CopyOnWriteArrayList<>();

    /** Hears of each instance that ended by itself, or was found broken, before anything is done about it. */
    interface Judge {
        void hear(Member member, Instance instance, String cause, boolean wasReady);
    }

    Crew(Surroundings around, Consumer<Runnable> post, Judge judge) {
        this.around = around;
        this.post = post;
        this.judge = judge;
    }

    /** Takes over instances of a node before this one. */
    void adopt(List<Instance> instances, Target goal, Optional<Target> before) {
        remember(goal);
        before.ifPresent(this::remember);
        for (var instance : instances) {
            var record = instance.record();
            var identity = new Target.Identity(record.key(), record.generation());
            boolean wasReady = instance.has(Instance.Mark.READY);
            Phase phase = instance.has(Instance.Mark.DRAINING)
                    ? new Phase.Leaving(instance, instance.has(Instance.Mark.UNHEALTHY), "")
                    : wasReady ? new Phase.Ready(instance, record.startedAt()) : new Phase.Starting(instance);
            var member = new Member(record.number(), identity, phase, record.restarts());
            members.add(member);
            around.network().portInUse(record.port(), true);
            watch(member, instance, wasReady);
        }
    }

    /** Knows from now on how instances of that kind are watched and ended. */
    void remember(Target target) {
        known.removeIf(other -> other.identity().equals(target.identity()));
        known.add(target);
        if (known.size() > 3) {
            known.removeFirst();
        }
    }

    private Optional<Target> target(Target.Identity identity) {
        return known.stream().filter(target -> target.identity().equals(identity)).findFirst();
    }

    List<Plan.Seat> seats(Target.@Nullable Identity current) {
        return members.stream().map(member -> member.seat(member.identity.equals(current))).toList();
    }

    void launch(int number, Target goal, int restarts) {
        remember(goal);
        var instance = begin(number, goal, restarts);
        var member = new Member(number, goal.identity(), new Phase.Starting(instance), restarts);
        members.add(member);
        watch(member, instance, false);
    }

    private Instance begin(int number, Target goal, int restarts) {
        var spec = goal.spec();
        boolean web = spec instanceof WebSpec;
        var name = spec.name() + "." + number;
        var identity = goal.identity();
        int port = web ? around.network().takePort() : 0;
        var record = new InstanceRecord(spec.name() + "-" + HexFormat.of().toHexDigits(RANDOM.nextLong()),
                around.environment(), spec.name(), name, number, goal.release(), InstanceRecord.Kind.SERVICE,
                identity.key(), identity.generation(), web ? around.network().instanceHost() : "", port,
                around.instances().boot(), around.clock().instant(), restarts);
        try {
            return around.instances()
                    .start(new Launch(record, spec.workload(), around.network().place(),
                            around.log().sink(record.name(), record.id())));
        } catch (EngineException e) {
            around.network().portInUse(port, false);
            throw e;
        }
    }

    private void watch(Member member, Instance instance, boolean wasReady) {
        var _ = instance.ended().thenAccept(exit -> post.accept(() -> ended(member, instance, exit)));
        var watch = new Watch(instance, () -> post.accept(() -> healthy(member, instance)),
                why -> post.accept(() -> unhealthy(member, instance, why)));
        member.watch = switch (target(member.identity).map(Target::spec).orElse(null)) {
            case WebSpec web -> watch.web(() -> web(member.identity).orElse(web), wasReady);
            case null -> null;
            default -> watch.worker(around.timing().workerHealthy(),
                    Duration.between(instance.record().startedAt(), around.clock().instant()));
        };
    }

    private Optional<WebSpec> web(Target.Identity identity) {
        return target(identity).map(Target::spec).filter(WebSpec.class::isInstance).map(WebSpec.class::cast);
    }

    private void healthy(Member member, Instance instance) {
        if (member.phase instanceof Phase.Starting starting && starting.instance() == instance) {
            instance.mark(Instance.Mark.READY);
            member.phase = starting.healthy(around.clock().instant());
        }
    }

    private void unhealthy(Member member, Instance instance, String why) {
        if (!member.runs(instance) || member.phase instanceof Phase.Leaving) {
            return;
        }
        boolean wasReady = member.isReady();
        instance.mark(Instance.Mark.UNHEALTHY);
        around.log().platform(name(member) + " " + why + "; it is replaced");
        member.reason = why;
        member.phase = new Phase.Leaving(instance, true, why);
        judge.hear(member, instance, why, wasReady);
    }

    private void ended(Member member, Instance instance, Exit exit) {
        if (!member.runs(instance)) {
            return;
        }
        member.stopWatching();
        around.network().portInUse(instance.record().port(), false);
        switch (member.phase) {
            case Phase.Leaving leaving when !leaving.replaced() -> {
                around.log().platform(name(member) + " stopped: it " + exit.sentence());
                remove(member, exit, InstanceStatus.State.ENDED, leaving.reason());
            }
            case Phase.Leaving leaving -> again(member, exit, leaving.reason());
            default -> {
                boolean wasReady = member.isReady();
                judgeEnd(member, instance, exit, wasReady);
            }
        }
        Thread.ofVirtual().name("forget-" + instance.record().id()).start(instance::forget);
    }

    private void judgeEnd(Member member, Instance instance, Exit exit, boolean wasReady) {
        again(member, exit, exit.sentence());
        judge.hear(member, instance, exit.sentence(), wasReady);
    }

    private void again(Member member, Exit exit, String why) {
        if (exit.lived().compareTo(around.timing().calm()) >= 0) {
            member.restarts = 0;
        }
        var wait = around.timing().before(member.restarts);
        around.log().platform(name(member) + " " + why + "; "
                + (wait.isZero() ? "it is started again" : "it is started again in " + Exit.span(wait)));
        member.reason = why;
        member.draining = false;
        member.phase = new Phase.Waiting(exit, why, around.clock().instant().plus(wait));
    }

    private void remove(Member member, Exit exit, InstanceStatus.State state, String why) {
        members.remove(member);
        int release = target(member.identity).map(Target::release).orElse(0);
        gone.addFirst(new InstanceStatus(name(member), release, state, exit.at().minus(exit.lived()), exit.at(),
                exit.code(), member.restarts, why.isEmpty() ? exit.sentence() : why, 0, 0));
        while (gone.size() > REMEMBERED) {
            gone.removeLast();
        }
    }

    private String name(Member member) {
        return around.service() + "." + member.number;
    }

    /** Starts again what has waited long enough. */
    void restartDue() {
        var now = around.clock().instant();
        for (var member : members) {
            if (member.phase instanceof Phase.Waiting waiting && !waiting.until().isAfter(now)) {
                target(member.identity).ifPresent(target -> restart(member, target));
            }
        }
    }

    private void restart(Member member, Target target) {
        try {
            var instance = begin(member.number, target, member.restarts + 1);
            member.restarts++;
            member.phase = new Phase.Starting(instance);
            watch(member, instance, false);
        } catch (EngineException e) {
            var exit = ((Phase.Waiting) member.phase).exit();
            member.restarts++;
            member.reason = String.valueOf(e.getMessage());
            member.phase = new Phase.Waiting(exit, member.reason,
                    around.clock().instant().plus(around.timing().before(member.restarts)));
            around.log().platform(name(member) + " " + member.reason);
        }
    }

    /** Takes the member at that place out; requests go elsewhere from the next routing on. */
    void leave(int index) {
        leave(members.get(index), "");
    }

    private void leave(Member member, String why) {
        member.instance().ifPresentOrElse(instance -> member.phase = new Phase.Leaving(instance, false, why),
                () -> member.phase = member.phase instanceof Phase.Waiting(var exit, var reason, _)
                        ? new Phase.Waiting(exit, reason, Instant.MAX)
                        : member.phase);
    }

    /** Ends, without further ado, what never became healthy. */
    void dismissUnready(Target.Identity identity) {
        for (var member : List.copyOf(members)) {
            if (member.identity.equals(identity) && !member.isReady()) {
                leave(member, member.reason);
            }
        }
    }

    /** Sees to it that whoever is leaving finishes and ends; called when requests go elsewhere already. */
    void drainLeaving(Edge edge, Target goal) {
        for (var member : List.copyOf(members)) {
            if (member.phase instanceof Phase.Waiting(var exit, var reason, var until) && until.equals(Instant.MAX)) {
                remove(member, exit, InstanceStatus.State.FAILED, reason);
            } else if (member.phase instanceof Phase.Leaving leaving && !member.draining) {
                member.draining = true;
                member.stopWatching();
                var grace = target(member.identity).orElse(goal).spec().workload().stopGrace();
                drain(leaving.instance(), edge, grace);
            }
        }
    }

    private void drain(Instance instance, Edge edge, Duration grace) {
        instance.mark(Instance.Mark.DRAINING);
        Thread.ofVirtual().name("drain-" + instance.record().id()).start(() -> {
            try {
                if (instance.has(Instance.Mark.READY)) {
                    edge.awaitDrained(backend(instance), grace);
                }
                instance.stop(grace);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static Backend backend(Instance instance) {
        var record = instance.record();
        return new Backend(record.id(), record.host(), record.port());
    }

    /** Where requests can go. */
    List<Backend> backends() {
        return members.stream().filter(Member::isReady).flatMap(member -> member.instance().stream())
                .filter(instance -> instance.record().port() > 0).map(Crew::backend).toList();
    }

    int readyWorkers() {
        return (int) members.stream().filter(Member::isReady).flatMap(member -> member.instance().stream())
                .filter(instance -> instance.record().port() == 0).count();
    }

    int ready(Target.Identity identity) {
        return (int) members.stream().filter(member -> member.isReady() && member.identity.equals(identity)).count();
    }

    /** Average CPU use of what serves, in percent of its bound. */
    double busy(Resources bounds) {
        return members.stream().filter(Member::isReady).flatMap(member -> member.instance().stream())
                .mapToDouble(instance -> around.meter().of(instance.session()).cpuPercent()).average().orElse(0) * 1000
                / Math.max(1, bounds.cpuMillis());
    }

    boolean isEmpty() { return members.isEmpty(); }

    /** Whether there are that many of these, all ready, and nothing else. */
    boolean consistsOf(Target.@Nullable Identity identity, int wanted) {
        return members.size() == wanted
                && members.stream().allMatch(member -> member.isReady() && member.identity.equals(identity));
    }

    /** Why the last one that is not there ended; empty when all are there. */
    String lastReason() {
        return members.stream().map(member -> member.reason).filter(reason -> !reason.isEmpty())
                .reduce((_, second) -> second).orElse("");
    }

    /** One word on what a roll is at. */
    String phase(Target.Identity identity, int wanted) {
        if (members.stream().anyMatch(member -> member.phase instanceof Phase.Leaving)) {
            return "draining";
        }
        if (ready(identity) >= wanted) {
            return "switching";
        }
        return members.stream().anyMatch(
                member -> member.identity.equals(identity) && member.phase instanceof Phase.Starting)
                        ? "health"
                        : "starting";
    }

    List<InstanceStatus> statuses(Course course, Meter meter) {
        var statuses = new ArrayList<InstanceStatus>();
        for (var member : members) {
            int release = course.goal().filter(goal -> goal.identity().equals(member.identity)).map(Target::release)
                    .or(() -> target(member.identity).map(Target::release))
                    .or(() -> member.instance().map(instance -> instance.record().release())).orElse(0);
            statuses.add(member.status(around.service(), release, meter));
        }
        statuses.addAll(gone);
        return statuses;
    }

    void stopWatching() {
        members.forEach(Member::stopWatching);
    }
}
