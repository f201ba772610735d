package io.stackblaze.cli.datastore;

import java.util.ArrayList;

import io.stackblaze.cli.api.Api;
import io.stackblaze.cli.api.Json;
import io.stackblaze.cli.command.Call;
import io.stackblaze.cli.command.Failure;
import io.stackblaze.cli.command.Syntax;
import io.stackblaze.cli.environment.Target;

/**
 * The database that a command works on.
 *
 * @param service its name
 */
record Datastore(Target target, String service) {
    private static final String NAME = "[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?";

    /** The word that names one. */
    static Syntax describe(Syntax syntax) {
        return describe(syntax, "postgres");
    }

    static Syntax describe(Syntax syntax, String type) {
        return syntax.environment().words("[DATABASE]", "0..1",
                "A " + (type.equals("redis") ? "Redis" : "Postgres") + " service; may be left out if there is one.");
    }

    /** The one that was named, or the only one of the environment. */
    static Datastore of(Call call, Api api) throws Failure {
        return of(call, api, call.word().orElse(""));
    }

    static Datastore of(Call call, Api api, String named) throws Failure {
        return of(call, api, named, "postgres");
    }

    /** The one that was named, or the only one of that type. */
    static Datastore of(Call call, Api api, String named, String type) throws Failure {
        var target = Target.of(call);
        return new Datastore(target, named.isEmpty() ? only(target, api, type) : name(named));
    }

    /** A name that may stand in a path. */
    static String name(String name) throws Failure {
        if (!name.matches(NAME)) {
            throw Failure.of("'" + name + "' is no name of a service.",
                    "Use small letters, digits and hyphens, beginning with a letter.");
        }
        return name;
    }

    /** Path of something of it in the API. */
    String path(String rest) {
        return target.path("/datastores/" + service + rest);
    }

    private static String only(Target target, Api api, String type) throws Failure {
        var names = new ArrayList<String>();
        for (var one : api.get(target.path("")).path("services").values()) {
            if (Json.text(one, "type").equals(type)) {
                names.add(Json.text(one, "name"));
            }
        }
        if (names.size() != 1) {
            throw Failure.of(names.isEmpty()
                    ? target.title() + " has no " + (type.equals("redis") ? "Redis." : "Postgres database.")
                    : "Which database? There are " + String.join(", ", names) + ".",
                    "All services: stackblaze status" + target.options());
        }
        return names.getFirst();
    }
}
