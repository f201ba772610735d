package io.stackblaze.redis.move;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import io.stackblaze.redis.move.wire.Command;
import io.stackblaze.redis.move.wire.Reply;

/** The functions that servers keep beside their keys (since Redis 7.0). */
final class Functions {
    private Functions() {}

    /** Makes the target's functions those of the source, if both know any. */
    static void copy(Route route, Session from, Session to) throws IOException {
        if (!route.from().knowsFunctions() || !route.to().knowsFunctions()) {
            return;
        }
        var there = libraries(from);
        var here = libraries(to);
        for (var library : there.entrySet()) {
            if (!library.getValue().equals(here.get(library.getKey()))) {
                to.in(0).ask(Command.of("FUNCTION", "LOAD", "REPLACE", library.getValue())).checked();
            }
        }
        for (String name : here.keySet()) {
            if (!there.containsKey(name)) {
                to.in(0).ask(Command.of("FUNCTION", "DELETE", name)).checked();
            }
        }
    }

    /** Names of libraries that differ. */
    static List<String> differing(Route route, Session from, Session to) throws IOException {
        var there = route.from().knowsFunctions() ? libraries(from) : new TreeMap<String, String>();
        var here = route.to().knowsFunctions() ? libraries(to) : new TreeMap<String, String>();
        var names = new ArrayList<String>();
        there.forEach((name, code) -> {
            if (!code.equals(here.get(name))) {
                names.add(name);
            }
        });
        here.keySet().stream().filter(name -> !there.containsKey(name)).forEach(names::add);
        return names;
    }

    private static SortedMap<String, String> libraries(Session session) throws IOException {
        var libraries = new TreeMap<String, String>();
        for (Reply library : session.in(0).ask(Command.of("FUNCTION", "LIST", "WITHCODE")).items()) {
            libraries.put(library.named("library_name").text(), library.named("library_code").text());
        }
        return libraries;
    }
}
