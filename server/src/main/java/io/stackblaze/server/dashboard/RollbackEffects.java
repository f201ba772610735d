package io.stackblaze.server.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.stackblaze.blueprint.Plan;
import io.stackblaze.blueprint.Plan.Change;
import io.stackblaze.blueprint.Service;
import io.stackblaze.server.release.Content;
import io.stackblaze.server.release.PartsLoader;
import io.stackblaze.server.variable.Variable;

/** Says what going back to a release changes, a sentence each. No value of a variable is told. Pure. */
final class RollbackEffects {
    private final Content live;
    private final Content target;
    private final List<String> effects = new ArrayList<>();

    private RollbackEffects(Content live, Content target) {
        this.live = live;
        this.target = target;
    }

    /** The sentences. */
    static List<String> of(Content live, Content target, String environment, Map<String, Service> services) {
        var effects = new RollbackEffects(live, target);
        effects.builds();
        effects.blueprint(services, PartsLoader.blueprint(target.blueprint()).services(environment));
        effects.variables();
        if (effects.effects.isEmpty()) {
            effects.effects
                    .add("Nothing differs from v" + live.version() + ": the same code, blueprint and variables.");
        }
        effects.effects.add("Databases keep the data that they have now.");
        effects.effects.add("New instances serve before old ones end; if they do not become healthy, v"
                + live.version() + " stays.");
        return List.copyOf(effects.effects);
    }

    private void builds() {
        var changed = target.builds().entrySet().stream()
                .filter(build -> live.builds().containsKey(build.getKey())
                        && !build.getValue().equals(live.builds().get(build.getKey())))
                .map(Map.Entry::getKey).sorted().toList();
        if (!changed.isEmpty()) {
            effects.add("The code of v" + target.version() + " runs again: " + String.join(", ", changed) + ".");
        }
    }

    private void blueprint(Map<String, Service> now, Map<String, Service> then) {
        for (var change : Plan.between(now, then).changes()) {
            switch (change) {
                case Change.Create create -> effects.add(create.service() + " is there again.");
                case Change.Remove remove -> effects.add(remove.service() + " ends.");
                case Change.Keep keep ->
                    effects.add(keep.service() + " is not named any more; it stays, with its data.");
                case Change.Update update -> effects.add(update.service() + ": " + update.fields().stream()
                        .map(field -> field.path() + " from " + said(field.before()) + " to " + said(field.after()))
                        .collect(Collectors.joining(", ")) + ".");
                case Change.Refused refused -> effects.add(refused.service() + " cannot go back: " + refused.problem());
            }
        }
    }

    private static String said(String value) {
        return value.isEmpty() ? "nothing" : value;
    }

    private void variables() {
        var before = live.variables().stream().collect(Collectors.toMap(RollbackEffects::name, variable -> variable));
        var after = target.variables().stream().collect(Collectors.toMap(RollbackEffects::name, variable -> variable));
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (var name : names) {
            var then = after.get(name);
            if (then == null) {
                effects.add(name + " is unset.");
            } else if (!then.equals(before.get(name))) {
                effects.add(name + " gets the value that it had in v" + target.version() + ".");
            }
        }
    }

    private static String name(Variable variable) {
        return variable.service().isEmpty() ? variable.name() : variable.name() + " of " + variable.service();
    }
}
