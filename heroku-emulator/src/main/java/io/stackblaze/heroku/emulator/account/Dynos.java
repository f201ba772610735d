package io.stackblaze.heroku.emulator.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** The dynos of an app: those that its formation asks for, and others. */
public final class Dynos {

    private final App app;
    private final Account account;
    private final List<Dyno> all = new ArrayList<>();
    private int started;

    Dynos(App app, Account account) {
        this.app = app;
        this.account = account;
    }

    /** All of them, by name. */
    public List<Dyno> list() {
        return List.copyOf(all);
    }

    /** One of them, by name or number. */
    public Dyno find(String identity) throws Refusal {
        return all.stream().filter(one -> one.name().equals(identity) || one.id().toString().equals(identity))
                .findFirst().orElseThrow(() -> Refusal.notFound("dyno"));
    }

    /** Makes what the formation lacks, and ends what it has too much of. */
    void form() {
        var wanted = app.formation().stream()
                .filter(one -> !one.type().equals("release"))
                .flatMap(one -> IntStream.rangeClosed(1, one.quantity()).mapToObj(number -> make(one, number)))
                .toList();
        all.removeIf(dyno -> dyno.isFormed() && wanted.stream().noneMatch(one -> isSame(one, dyno)));
        wanted.stream().filter(one -> all.stream().noneMatch(dyno -> isSame(one, dyno))).forEach(all::add);
        account.changed(app);
    }

    /** Starts all of the formation anew. */
    public void replace() {
        all.removeIf(Dyno::isFormed);
        form();
    }

    /** Ends one; one of the formation comes back. */
    public void restart(Dyno dyno) {
        all.remove(dyno);
        form();
    }

    /** Runs a command besides. */
    public Dyno run(String type, String command, String size, Map<String, String> variables) {
        started++;
        var number = type.equals("run") ? Integer.toString(1000 + started) : Integer.toString(5000 + started);
        var dyno = new Dyno(account.nextId("dyno"), app.isFir() ? fir(type, number) : type + "." + number, type,
                command,
                size, "starting", app.release().version(), Map.copyOf(variables), account.now(), account.now());
        all.add(dyno);
        account.changed(app);
        return dyno;
    }

    /** Tells what became of one; a one-off dyno that ended is gone. */
    public void observe(UUID id, String state) {
        if (state.equals("down")) {
            all.removeIf(dyno -> dyno.id().equals(id));
        } else {
            all.replaceAll(dyno -> dyno.id().equals(id) && !dyno.state().equals(state)
                    ? dyno.inState(state, account.now())
                    : dyno);
        }
    }

    private Dyno make(Formation formation, int number) {
        var now = account.now();
        var state = app.described().source().isPresent() ? "starting" : "up";
        var name = app.isFir()
                ? fir(formation.type(), Integer.toString(number))
                : formation.type() + "." + number;
        return new Dyno(account.nextId("dyno"), name, formation.type(), formation.command(), formation.size(), state,
                app.releases().isEmpty() ? 1 : app.release().version(), Map.of(), now, now);
    }

    private String fir(String type, String number) {
        var digits = Ids.digits(Ids.of("fir", app.id() + type + number), 14);
        return type + "-" + digits.substring(0, 9) + "-" + digits.substring(9);
    }

    private static boolean isSame(Dyno one, Dyno other) {
        return one.name().equals(other.name()) && one.command().equals(other.command())
                && one.size().equals(other.size());
    }
}
