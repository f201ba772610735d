package io.stackblaze.server.migration;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.stackblaze.heroku.inventory.Config;
import io.stackblaze.heroku.platform.HerokuException;
import io.stackblaze.migration.inspect.VariableKinds;
import io.stackblaze.server.http.Problem;
import io.stackblaze.server.migration.Difference.Kind;
import io.stackblaze.server.migration.MigrationView.Word;
import tools.jackson.databind.node.ObjectNode;

/** Takes over what was changed at Heroku since the app was looked at. */
final class Folding {
    private final Migrations migrations;
    private final HerokuApp heroku;
    private final Lookout lookout;
    private final ThereNow board;

    Folding(Migrations migrations, HerokuApp heroku, Lookout lookout, ThereNow board) {
        this.heroku = heroku;
        this.migrations = migrations;
        this.lookout = lookout;
        this.board = board;
    }

    /** The way to the app. */
    HerokuApp heroku() {
        return heroku;
    }

    /** Looks now; refused when Heroku does not answer. */
    Known look(Migration migration) {
        try {
            return lookout.look(migration);
        } catch (HerokuException e) {
            throw new Problem(Problem.Kind.CONFLICT, "Heroku could not be looked at: " + e.message(), e.remedy());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(Problem.Kind.CONFLICT, "The server ends.", "Try again when it is back.");
        }
    }

    /** Looks now, if Heroku answers. */
    void glance(Migration migration) {
        try {
            look(migration);
        } catch (Problem _) {
            // What was seen last counts; a cut that cannot reach Heroku says so itself.
        }
    }

    /**
     * Takes over what changed; gives the change of variables that is left for an operation, if there is one to be made.
     */
    Optional<ObjectNode> fold(Migration migration, String by, ObjectNode input) {
        var now = look(migration);
        var found = board.differences(migration);
        if (found.isEmpty()) {
            throw new Problem(Problem.Kind.CONFLICT, "Nothing was changed at Heroku since it was looked at.",
                    "See `stackblaze migrate status`.");
        }
        boolean variables = found.stream().anyMatch(each -> each.kind() == Kind.VARIABLE);
        if (!migration.isHere() && (found.stream().anyMatch(Difference::isStructure)
                || (variables && !migration.done(Word.PREPARE)))) {
            migrations.note(migration.id(), by, "goes back to inspecting, to take over what changed at Heroku");
            FoldKind.again(migrations, migration);
            board.forget(migration);
            return Optional.empty();
        }
        accept(migration, found, now, by);
        return variables ? Optional.of(change(migration, found, now, input)) : Optional.empty();
    }

    /** What needs nothing to be done: the cut reads it anew, or the copies follow by themselves. */
    private void accept(Migration migration, List<Difference> found, Known now, String by) {
        var known = migrations.known(migration.id()).orElseThrow();
        var scale = found.stream().filter(each -> each.kind() == Kind.SCALE).toList();
        boolean schema = found.stream().anyMatch(each -> each.kind() == Kind.SCHEMA);
        if (scale.isEmpty() && !schema && found.stream().noneMatch(each -> each.kind() == Kind.VARIABLE)) {
            throw new Problem(Problem.Kind.CONFLICT, "This cannot be taken over while the app runs here: "
                    + found.getFirst().says(), "Change it back at Heroku, or make the same change here.");
        }
        var formation = new HashMap<>(known.formation());
        scale.forEach(each -> formation.put(each.name(), now.formation().getOrDefault(each.name(), 0)));
        migrations.know(migration.id(), new Known(known.config(), formation, known.jobs(), known.addons(),
                schema ? now.schemas() : known.schemas()));
        scale.forEach(each -> migrations.note(migration.id(), by, "took over from Heroku: " + each.says()));
        board.saw(migration, new ThereNow.Seen(board.last(migration).orElseThrow().at(), board.counts(migration),
                found.stream().filter(each -> each.kind() != Kind.SCALE && each.kind() != Kind.SCHEMA).toList()));
    }

    private static ObjectNode change(Migration migration, List<Difference> found, Known now, ObjectNode input) {
        var kinds = migration.fact(Fact.VARIABLES).orElseThrow();
        var fresh = new HashMap<String, String>();
        var set = input.putArray("set");
        var unset = input.putArray("unset");
        found.stream().filter(each -> each.kind() == Kind.VARIABLE).map(Difference::name).forEach(name -> {
            var value = now.config().get(name);
            if (value == null) {
                unset.addObject().put("name", name);
            } else if (kinds.secrets().contains(name) || kinds.plain().contains(name)) {
                set.addObject().put("name", name).put("value", value).put("secret", kinds.secrets().contains(name));
            } else {
                fresh.put(name, value);
            }
        });
        var sorted = VariableKinds.of(new Config(fresh), Map.of(), Set.of());
        fresh.forEach((name, value) -> {
            if (!sorted.dropped().containsKey(name)) {
                set.addObject().put("name", name).put("value", value).put("secret", sorted.secrets().contains(name));
            }
        });
        return input.put("was", Stage.resting(migration).name());
    }
}
