package io.stackblaze.server.dashboard.page;

import java.util.List;

/**
 * The head of a page about an environment or a service: its name, how it stands, its tabs.
 *
 * @param kind the word before the name: {@code environment}, {@code web}
 * @param tab the tab that is open
 * @param release the release that serves, 0 for none
 */
public record Heading(Scope scope, String kind, String tab, State state, String word, int release) {
    /** The tabs; a datastore has one more. */
    public List<Scope.Tab> tabs() {
        return scope.tabs(tab, kind.equals("postgres") || kind.equals("redis"));
    }

    /** The heading of an environment's page, or of a service's when the scope names one that exists. */
    public static Heading of(Scope scope, String tab, EnvironmentMap environment) {
        var name = scope.service();
        if (name == null) {
            return new Heading(scope, "environment", tab, environment.state(), environment.word(),
                    environment.release());
        }
        return environment.service(name)
                .map(service -> new Heading(scope, service.type().word(), tab, service.state(), service.word(),
                        service.release()))
                .orElseGet(() -> new Heading(scope, "service", tab, State.STOPPED, "gone", 0));
    }
}
